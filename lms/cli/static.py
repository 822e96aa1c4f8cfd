"""`peer-lms static`: the files a web server in front can give out itself."""

import gzip
import shutil
from pathlib import Path

import click

from lms.core.web.service import PACKED, STATIC, marked

__all__ = ["static"]

NOT_SENT = {".md", ".gz"}


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def static(folder: Path) -> None:
    """Copy our static files to FOLDER under the names that pages use, each with its compressed twin.

    What is there already stays, so that pages of the version before find theirs.
    """
    sent = [path for path in sorted(STATIC.rglob("*")) if path.is_file() and path.suffix not in NOT_SENT]
    for path in sent:
        name = path.relative_to(STATIC).as_posix()
        # By its plain name too only where that has a version in it: style sheets name their pictures so.
        for place in (marked(name), name) if "/" in name else (marked(name),):
            _put(path, folder / place)
    click.echo(f"{len(sent)} files in {folder}", err=True)


def _put(source: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, place)
    if source.suffix in PACKED:
        place.with_name(f"{place.name}.gz").write_bytes(gzip.compress(source.read_bytes(), mtime=0))
