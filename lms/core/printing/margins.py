"""What stands in the margins of a page is not part of its text."""

from collections.abc import Iterator, Mapping
from typing import Any

__all__ = ["set_aside"]

Objects = Mapping[bytes, Any]


def set_aside(_document: Any, pdf: Any) -> None:
    """Mark heads and feet of pages as such, so that programs that read the text aloud pass over them.

    WeasyPrint tags their words and leaves the tags out of the tree: neither text nor artifact, which PDF/UA forbids.
    """
    objects: Objects = {one.reference: one for one in pdf.objects}
    root = objects[pdf.catalog["StructTreeRoot"]]
    told = set(_below(root, objects))
    numbers = objects[root["ParentTree"]]["Nums"]
    tagged = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for page in (one for one in pdf.objects if isinstance(one, dict) and one.get("Type") == "/Page"):
        elements = tagged[page["StructParents"]]
        untold = {number for number, element in enumerate(elements) if element not in told}
        _mark(objects[page["Contents"]].stream, untold)
        elements[:] = [b"null" if number in untold else element for number, element in enumerate(elements)]


def _below(element: Any, objects: Objects) -> Iterator[bytes]:
    """The references of all elements below one of the tree."""
    for kid in element["K"]:
        if isinstance(kid, bytes) and "S" in objects[kid]:
            yield kid
            yield from _below(objects[kid], objects)


def _mark(stream: list[Any], untold: set[int]) -> None:
    for at, part in enumerate(stream):
        if isinstance(part, dict) and part.get("MCID") in untold:
            part.clear()
            part["Type"] = "/Pagination"
            stream[at - 1] = "/Artifact"
