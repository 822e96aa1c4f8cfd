"""What a file is, told by its content: never by its name, or by what a browser says."""

import puremagic

from lms.core.archives import ODT, WORD, told_by_archive

__all__ = ["ODT", "PICTURES", "SHOWN_IN_PLACE", "SOUNDS", "WORD", "plain_name", "served_as", "told_by_content"]

# Written as text, yet not plain: a browser or an office program would do something with them.
TEXTS_OF_THEIR_OWN = {"text/html", "image/svg+xml", "application/xml", "application/pdf", "application/rtf"}
PLAIN_TYPES = {
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/mpeg3": "audio/mpeg",
    "application/ogg": "audio/ogg",
    "video/webm": "audio/webm",
}
PICTURE_BRANDS = (b"heic", b"heix", b"mif1", b"avif")
# Safari and some phones call a sound recording a video file without pictures.
SOUNDS = frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/webm", "video/mp4"})
PICTURES = frozenset({"image/jpeg", "image/png"})
SHOWN_IN_PLACE = SOUNDS | PICTURES | {"application/pdf"}


def served_as(media_type: str) -> str:
    """The type to serve a kept file as."""
    return "audio/mp4" if media_type == "video/mp4" else media_type


def told_by_content(content: bytes) -> str:
    """The media type that the bytes themselves speak for; application/octet-stream when none."""
    if content.startswith(b"PK\x03\x04"):
        return told_by_archive(content)
    if content[4:8] == b"ftyp":
        return _told_by_brand(content[8:12].strip())
    if content.startswith(b"ID3") or _is_mpeg_frame(content):
        return "audio/mpeg"
    try:
        found = puremagic.magic_string(content)
    except (puremagic.PureError, ValueError):
        found = []
    mime = found[0].mime_type if found else ""
    if _is_text(content) and mime not in TEXTS_OF_THEIR_OWN:
        return "text/plain"
    return PLAIN_TYPES.get(mime, mime) or "application/octet-stream"


def _told_by_brand(brand: bytes) -> str:
    if brand in PICTURE_BRANDS:
        return "image/heif"
    return "audio/mp4" if brand in {b"M4A", b"M4B"} else "video/mp4"


def _is_mpeg_frame(content: bytes) -> bool:
    # Eleven set bits, then layer III: sound without a title block before it.
    return len(content) > 3 and content[0] == 0xFF and content[1] & 0xE6 == 0xE2


def _is_text(content: bytes) -> bool:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def plain_name(name: str) -> str:
    """The last part of a file name without control characters, at most 120 characters; never used on disk."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(c for c in last if c.isprintable()).strip()
    return kept[-120:] or "file"
