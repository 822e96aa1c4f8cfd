"""What a reply says with the planted words in it, and whether any of them became more than text."""

import csv
import io
import json
import re
from collections.abc import Iterator
from email import message_from_bytes
from functools import cache
from pathlib import Path
from typing import Any

import lxml.html
import pikepdf
from core.pdf_reading import pages_of
from lxml.html import HtmlElement
from sinks.planting import MARK

LINKS = ("href", "action", "formaction", "src", "srcdoc", "data", "xlink:href", "poster")
RUNS = re.compile(r"[\s\x00-\x1f]*(javascript|vbscript|data\s*:\s*text)", re.IGNORECASE)
FORMULA = re.compile(r"\s*[=+\-@\t\r]")
HEADS = {
    "From", "To", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"
}  # fmt: skip
ACTS = {"/JavaScript", "/JS", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/SubmitForm", "/GoToR"}


def words_of(html: HtmlElement) -> set[str]:
    """The planted words that a person meets: in the text of the page and in what its fields and labels say."""
    body = html.find("body")
    assert body is not None
    said = [*body.itertext(), *(value for element in body.iter() for value in _values(element))]
    return {word for text in said for word in MARK.findall(text)}


def _values(element: HtmlElement) -> Iterator[str]:
    if isinstance(element.tag, str):
        yield from (str(value) for value in element.attrib.values())


def grown(html: HtmlElement) -> list[str]:
    """What grew out of a payload: an element, an attribute, or a link that runs."""
    return [fault for element in html.iter() if isinstance(element.tag, str) for fault in _grown(element)]


def _grown(element: HtmlElement) -> Iterator[str]:
    if element.tag == "img" and element.get("src") == "x":
        yield "a picture stands where text was written"
    for name, value in element.attrib.items():
        if strange(name):
            yield f"<{element.tag}> has an attribute {name}"
        if name in LINKS and RUNS.match(value):
            yield f"<{element.tag} {name}> leads to {value[:40]}"


@cache
def strange(name: str) -> bool:
    """Whether no template of ours gives an element an attribute of this name."""
    return name.startswith("on") or name == "autofocus" or not re.fullmatch(r"[a-zA-Z:-]+\d?", name)


def faults_in_page(content: bytes) -> tuple[set[str], list[str]]:
    """The words on a page, and what is wrong with it."""
    html = lxml.html.document_fromstring(content)
    faults = grown(html)
    if b"<img src=x" in content:  # whatever a parser makes of it
        faults.append("an element stands unescaped")
    return words_of(html), faults


def faults_in_table(content: bytes) -> tuple[set[str], list[str]]:
    """The words of a CSV file, and the cells that a spreadsheet would calculate."""
    sheet = io.StringIO(content.decode("utf-8-sig"), newline="")
    cells = [cell for row in csv.reader(sheet) for cell in row]
    words = {word for cell in cells for word in MARK.findall(cell)}
    return words, [f"a cell begins with {cell[:12]!r}" for cell in cells if FORMULA.match(cell)]


def faults_in_print(content: bytes) -> tuple[set[str], list[str]]:
    """The words of a PDF, and everything in it that acts or leads elsewhere than to the web, a mail or a telephone."""
    words = set(MARK.findall("".join(pages_of(content)).replace(" ", "")))
    faults = []
    with pikepdf.open(io.BytesIO(content)) as pdf:
        for one in (inner for whole in pdf.objects for inner in _dictionaries(whole)):
            faults += [f"a PDF has {key}" for key in ACTS & set(one.keys())]
            address = str(one.get("/URI", ""))
            if address and not re.match(r"(https?|mailto|tel):", address):
                faults.append(f"a PDF leads to {address[:40]}")
    return words, faults


def _dictionaries(whole: Any) -> Iterator[Any]:
    """An object of a PDF, if it is one of names and values, and those written inside it."""
    if isinstance(whole, (pikepdf.Dictionary, pikepdf.Stream)):
        yield whole
        inside = [whole[key] for key in sorted(whole.keys())]
    else:
        inside = list(whole) if isinstance(whole, pikepdf.Array) else []
    for one in inside:
        if isinstance(one, pikepdf.Object) and not one.is_indirect:
            yield from _dictionaries(one)


def faults_in_json(content: bytes) -> tuple[set[str], list[str]]:
    """The words of a JSON file, which is one whole value."""
    return set(MARK.findall(json.dumps(json.loads(content)))), []


def faults_in_mail(path: Path) -> tuple[set[str], list[str]]:
    """The words of a mail, and what it has beside its own heads and one plain text."""
    message = message_from_bytes(path.read_bytes())
    faults = [f"a mail has a head {name}" for name in message if name not in HEADS]
    if message.is_multipart() or message.get_content_type() != "text/plain":
        faults.append(f"a mail is {message.get_content_type()}")
    if not re.fullmatch(r"[^\s@,]+@demo\.example", str(message["To"])):
        faults.append(f"a mail goes to {message['To']}")
    body = message.get_payload(decode=True)
    assert isinstance(body, bytes)
    return set(MARK.findall(f"{message['Subject']} {body.decode()}")), faults


READERS = {
    "text/html": faults_in_page,
    "text/csv": faults_in_table,
    "application/json": faults_in_json,
    "application/pdf": faults_in_print,
}
