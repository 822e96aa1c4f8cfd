"""WeasyPrint, set up once a process: our fonts, our style sheets, and nothing fetched from anywhere else."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from lms.core.errors import NotReady
from lms.core.printing.letters import FONTS
from lms.core.printing.margins import set_aside

HOME = "paper:/"
LETTERS = FONTS.with_name("letters.css")
SERVED = {".ttf": "font/ttf"}
MEND = "Run: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
# What the library complains of is heard by a handler of the whole process: with one page at a time, it is that page's.
_one_at_a_time = Lock()


class Unprintable(Exception):
    """The page could not be printed as it should be; says what the printer complained of."""


@dataclass(frozen=True)
class Engine:
    """What is shared by every print of a process: fresh fonts for each would leak memory and cost double."""

    weasyprint: Any
    fonts: Any
    fetch: Any
    _styles: dict[Path, Any] = field(default_factory=dict)

    def style(self, sheet: Path) -> Any:
        """One of our style sheets, read once."""
        if sheet not in self._styles:
            text = sheet.read_text("utf-8")
            self._styles[sheet] = self.weasyprint.CSS(
                string=text, base_url=HOME, url_fetcher=self.fetch, font_config=self.fonts
            )
        return self._styles[sheet]


@cache
def engine() -> Engine:
    """The engine of this process. Raises NotReady with its mend when the system's text libraries are missing.

    Raises Unprintable when one of our fonts cannot be read.
    """
    try:
        weasyprint = import_module("weasyprint")
        fonts = import_module("weasyprint.text.fonts").FontConfiguration()
    except OSError as problem:
        raise NotReady(f"Nothing can be printed here yet: {problem}.", MEND) from problem
    made = Engine(weasyprint, fonts, _fetcher(import_module("weasyprint.urls")))
    with _no_complaint():
        made.style(LETTERS)  # the fonts are known to all that is printed from here on
    return made


def _fetcher(urls: Any) -> Any:
    class OwnFilesOnly(urls.URLFetcher):  # type: ignore[misc]
        """Serves our fonts, and pictures written into the page itself."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith("data:"):
                return super().fetch(url, headers)
            content, media_type = packaged(url)
            return urls.URLFetcherResponse(url, content, {"Content-Type": media_type})

    return OwnFilesOnly(allowed_protocols=("data",))


def packaged(url: str) -> tuple[bytes, str]:
    """One of our own font files and its media type. Raises ValueError for any other address."""
    name = url.removeprefix(f"{HOME}fonts/")
    media_type = SERVED.get(Path(name).suffix)
    if not url.startswith(HOME) or "/" in name or media_type is None:
        raise ValueError("only files that come with the printer may be used on paper")
    return (FONTS / name).read_bytes(), media_type


def print_page(markup: str, sheet: Path) -> bytes:
    """HTML in one of our style sheets as a tagged PDF (PDF/UA-1).

    Raises NotReady, or Unprintable on the smallest complaint.
    """
    with _one_at_a_time:
        ready = engine()
        with _no_complaint():
            page = ready.weasyprint.HTML(string=markup, base_url=HOME, url_fetcher=ready.fetch)
            printed: bytes = page.write_pdf(
                stylesheets=[ready.style(sheet)],
                font_config=ready.fonts,
                pdf_variant="pdf/ua-1",
                presentational_hints=False,
                finisher=set_aside,
            )
    return printed


class _Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append(record.getMessage())


@contextmanager
def _no_complaint() -> Iterator[None]:
    # A letter the font lacks, a picture that did not load: WeasyPrint only logs these and prints on.
    log, heard = logging.getLogger("weasyprint"), _Heard()
    before = log.level, log.disabled
    log.addHandler(heard)
    log.setLevel(logging.WARNING)
    log.disabled = False
    try:
        yield
    finally:
        log.removeHandler(heard)
        log.level, log.disabled = before
        log.setLevel(before[0])
    if heard.said:
        raise Unprintable("; ".join(heard.said))
