"""Office documents are zip archives: looked into without unpacking more than a little; only plain ones are let in."""

import io
import re
import struct
import zipfile
import zlib

__all__ = ["ODT", "PROBLEMS", "WORD", "told_by_archive"]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
UNKNOWN = "application/zip"
END = struct.Struct("<4s4H2IH")
MOST_LISTING = 512 * 1024
MOST_MEMBERS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
HEAD, MOST_LINKS = 4 * 1024, 256 * 1024
# What reading a damaged or hostile archive raises.
PROBLEMS = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, EOFError, OSError, zlib.error, KeyError)
# A page template or a frame fetched from elsewhere when the document is opened.
FETCHES = re.compile(
    rb"(attachedTemplate|oleObject|/frame|subDocument)[^>]*TargetMode\s*=\s*[\"']External", re.IGNORECASE
)
MACROS = re.compile(r"(^|/)(Basic/|Scripts/|vbaProject\.bin$|vbaData\.xml$|activeX/)", re.IGNORECASE)
INSIDE = re.compile(r"\.(zip|7z|rar|gz|jar|docm|xlsm|exe|dll|js|vbs|ps1|lnk|bat|cmd|hta|scr)$", re.IGNORECASE)


def told_by_archive(content: bytes) -> str:
    """WORD or ODT for a document without macros, bombs or anything fetched from elsewhere; else application/zip."""
    try:
        if not _listing_is_short(content):
            return UNKNOWN
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return _told(archive) if _is_plain(archive) else UNKNOWN
    except PROBLEMS:
        return UNKNOWN


def _listing_is_short(content: bytes) -> bool:
    """Whether the list of members can be read at no cost; told by the archive's end, before zipfile reads it all."""
    place = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if place < 0 or len(content) < place + END.size:
        return False
    _sign, _disk, _first, here, members, listing, _offset, _comment = END.unpack_from(content, place)
    return bool(here == members <= MOST_MEMBERS and listing <= MOST_LISTING)


def _is_plain(archive: zipfile.ZipFile) -> bool:
    members = archive.infolist()
    names = {member.filename for member in members}
    return (
        len(members) == len(names) <= MOST_MEMBERS
        and sum(member.file_size for member in members) <= MOST_UNPACKED
        and all(_is_quiet(name) for name in names)
        and all(_says_nothing_else(archive, member) for member in members)
    )


def _is_quiet(name: str) -> bool:
    outside = name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name
    return not (outside or MACROS.search(name) or INSIDE.search(name)) and name.isprintable()


def _says_nothing_else(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """XML that defines entities of its own, or has something fetched when it is opened, is not plain."""
    if member.filename.endswith(".rels"):
        with archive.open(member) as part:
            links = part.read(MOST_LINKS + 1)
        return len(links) <= MOST_LINKS and not FETCHES.search(links) and b"<!" not in links
    if not member.filename.endswith(".xml"):
        return True
    with archive.open(member) as part:
        head = part.read(HEAD)
    return b"<!DOCTYPE" not in head and b"<!ENTITY" not in head and not head.startswith((b"\xff\xfe", b"\xfe\xff"))


def _told(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "mimetype" in names:
        with archive.open("mimetype") as part:
            if part.read(100).strip() == ODT.encode():
                return ODT
    return WORD if {"[Content_Types].xml", "word/document.xml"} <= names else UNKNOWN
