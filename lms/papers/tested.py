"""How the pages were tried for people who use them differently: what is tried, and the test that does it.

A test compares these with the tests themselves: what is no longer tried can no longer be claimed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from lms.core.settings import Settings
from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["AXE", "LIMITS", "TAGS", "TRIED", "WIDTH", "Statement", "Tried", "statement"]

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
WIDTH = 320
AXE = "4.14"


@dataclass(frozen=True)
class Tried:
    """One way of trying, in words, and the tests that do it."""

    how: Text
    tests: tuple[str, ...]


TRIED = (
    Tried(
        _l(
            "Every kind of page, as each of twelve people sees it, is examined by axe %(version)s (%(tags)s) "
            "and must have no fault.",
            version=AXE,
            tags=", ".join(TAGS),
        ),
        ("tests/crawl/test_crawl.py::test_every_kind_of_page_is_accessible_on_a_small_phone",),
    ),
    Tried(
        _l("The same pages are shown %(width)s pixels wide, and none may scroll sideways.", width=WIDTH),
        ("tests/crawl/test_crawl.py::test_every_kind_of_page_is_accessible_on_a_small_phone",),
    ),
    Tried(
        _l("Pages with nothing on them, and forms that went wrong, are examined in the same way."),
        (
            "tests/crawl/test_states.py::test_empty_pages_are_whole_pages",
            "tests/crawl/test_states.py::test_forms_that_went_wrong_are_accessible",
        ),
    ),
    Tried(
        _l("The way from first interest to a confirmed start is walked in a browser, with JavaScript and without."),
        (
            "tests/journeys/test_line.py::test_from_first_interest_to_a_confirmed_start_with_javascript",
            "tests/journeys/test_line.py::test_from_first_interest_to_a_confirmed_start_without_javascript",
        ),
    ),
    Tried(
        _l("Learning, the menu and the choice of text size are used with keys alone."),
        (
            "tests/journeys/test_line.py::test_from_first_interest_to_a_confirmed_start_with_javascript",
            "tests/crawl/test_menu.py::test_a_long_menu_is_one_row_until_it_is_opened",
            "tests/people/test_reading.py::test_by_keyboard_on_one_phone_and_found_on_the_next",
        ),
    ),
    Tried(
        _l("The largest text with wide spacing is chosen, and every kind of page is examined again."),
        ("tests/crawl/test_reading.py::test_every_kind_of_page_holds_the_largest_text",),
    ),
    Tried(
        _l("Certificates and printed modules are tagged PDFs, with a language, a title and a reading order."),
        (
            "tests/certificates/test_paper.py::test_the_page_is_tagged_titled_and_in_a_language",
            "tests/modules/test_printing.py::test_a_folder_is_printed_whole_tagged_and_in_order",
        ),
    ),
)

LIMITS = (
    _l("No screen reader has been run over it by the people who make it: tools find a part of what people meet."),
    _l("No person with a disability has been asked to try it as a test yet, and nobody from outside has examined it."),
    _l("Not every page has been walked with keys alone; those named below have."),
    _l("Files that other people send in, such as photographs and recordings, are as they made them."),
    _l("What an organisation writes itself, such as a post or a letter, is only as clear as it wrote it."),
    _l("Some tables for staff are wide. On a phone they scroll within their own frame."),
)


@dataclass(frozen=True)
class Statement:
    """What the statement shows; `contact` is "" where the organisation has not said."""

    organisation: str
    contact: str
    version: str
    tested_on: date
    tried: Sequence[Tried]
    limits: Sequence[Text]


def statement(settings: Settings, version: str, released: str) -> Statement:
    """The statement of this installation: last tried as a whole when its version was made."""
    return Statement(settings.organisation, settings.contact, version, date.fromisoformat(released), TRIED, LIMITS)
