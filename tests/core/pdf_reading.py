"""Reading a PDF as another program sees it: what is wrong with its tags, and what it says, page by page."""

import io
import subprocess
from collections.abc import Iterator
from typing import Any

import pikepdf

SMALLEST = 12  # points


def opened(pdf: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(pdf))


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, in the order they are read, spaces made one."""
    done = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    return [" ".join(page.split()) for page in done.stdout.decode().split("\f")[:-1]]


def tags(element: Any) -> Iterator[Any]:
    """Every element below one of the structure tree, in reading order."""
    inside = element.get("/K", [])
    for kid in inside if isinstance(inside, pikepdf.Array) else [inside]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from tags(kid)


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(tag.S) for tag in tags(pdf.Root.StructTreeRoot)]


def bookmarks(pdf: pikepdf.Pdf) -> list[str]:
    """The bookmarks that stand in the first two ranks."""
    with pdf.open_outline() as outline:
        return [str(item.title) for top in outline.root for item in (top, *top.children)]


def faults(pdf: pikepdf.Pdf) -> list[str]:
    """What PDF/UA would object to, and what we would."""
    if "/StructTreeRoot" not in pdf.Root or not bool(pdf.Root.get("/MarkInfo", {}).get("/Marked", False)):
        return ["untagged"]
    found = []
    found += ["no language"] if str(pdf.Root.get("/Lang", "")) != "en-GB" else []
    found += (
        [] if str(pdf.docinfo.get("/Title", "")) and bool(pdf.Root.ViewerPreferences.DisplayDocTitle) else ["no title"]
    )
    found += [] if b'pdfuaid:part="1"' in pdf.Root.Metadata.read_bytes() else ["not PDF/UA"]
    found += [] if bookmarks(pdf) else ["no bookmarks"]
    ranks = [int(kind[2]) for kind in kinds(pdf) if kind[:2] == "/H" and kind[2:].isdigit()]
    skips = [after for before, after in zip([0, *ranks], ranks, strict=False) if after > before + 1]
    found += [f"heading {rank} skips a rank" for rank in skips]
    found += [
        "a picture without words" for tag in tags(pdf.Root.StructTreeRoot) if tag.S == "/Figure" and not tag.get("/Alt")
    ]
    found += [f"{count} cells without headers" for count in [_without_headers(pdf)] if count]
    return found + sorted({fault for page in pdf.pages for fault in (*_fonts(page), *_drawn(pdf, page))})


def _without_headers(pdf: pikepdf.Pdf) -> int:
    named = {str(tag.ID) for tag in tags(pdf.Root.StructTreeRoot) if tag.S == "/TH"}
    cells = [tag for tag in tags(pdf.Root.StructTreeRoot) if tag.S == "/TD"]
    told = [[str(key) for key in cell.A.get("/Headers", [])] for cell in cells]
    return sum(not keys or not set(keys) <= named for keys in told)


def _fonts(page: pikepdf.Page) -> Iterator[str]:
    for font in page.Resources.Font.values():
        described = font.DescendantFonts[0].FontDescriptor
        if "/FontFile2" not in described and "/FontFile3" not in described:
            yield f"font {described.FontName} is not inside"


def _drawn(pdf: pikepdf.Pdf, page: pikepdf.Page) -> Iterator[str]:
    """Whatever is drawn is text of the tree or an artifact; and no letter is too small."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    elements = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}[int(page.StructParents)]
    told = {tag.objgen for tag in tags(pdf.Root.StructTreeRoot)}
    inside: list[bool] = []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" if str(operands[0]) != "/Artifact":
                element = elements[int(operands[1].MCID)]
                inside.append(element is not None and element.objgen in told)
            case "BDC" | "BMC":
                inside.append(str(operands[0]) == "/Artifact")
            case "EMC":
                inside.pop()
            case "Tf" if float(operands[1]) * 0.75 < SMALLEST - 0.01:
                yield f"letters of {float(operands[1]) * 0.75:g} points"
            case "Tj" | "TJ" | "S" | "f" | "Do" if not inside or not inside[-1]:
                yield "something is neither text nor artifact"
