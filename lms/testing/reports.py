"""Reports: TSV with a header, on standard output and in build/reports, the verdict in the last column."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

FOLDER = Path("build/reports")


def write_report(name: str, header: Sequence[str], lines: Iterable[Sequence[Any]]) -> bool:
    """Write NAME.tsv and print it. True when no line's verdict is "fail"."""
    rows = [[str(cell).replace("\t", " ").replace("\n", " ") for cell in line] for line in lines]
    text = "\n".join("\t".join(row) for row in [list(header), *rows]) + "\n"
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.tsv").write_text(text, encoding="utf-8")
    print(text)
    return all(row[-1] != "fail" for row in rows)
