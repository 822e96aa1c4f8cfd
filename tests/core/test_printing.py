"""The printer: every letter is printed or named, what it says is kept, and heads and feet are no part of the text."""

from collections.abc import Iterator
from pathlib import Path
from threading import Barrier, Thread

import pytest
from core.pdf_reading import faults, opened, pages_of

from lms.core.printing import KeptPrints, Unprintable, engine, kept, print_page, print_readable
from lms.core.printing.naming import with_names
from lms.core.ui.filters import markdown_inline, markdown_under, plain_lines

STYLE = """@page { size: A4; margin: 30mm; @bottom-left { content: "A foot"; font-size: 12pt } }
html { font-family: "LMS Sans"; font-size: 12pt }"""
PAGE = '<html lang="en-GB"><title>A page</title><h1>A heading</h1><p>{}</p>'


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    (tmp_path / "sheet.css").write_text(STYLE)
    return tmp_path / "sheet.css"


@pytest.fixture
def fresh() -> Iterator[None]:
    """An engine of one's own, gone afterwards."""
    engine.engine.cache_clear()
    yield
    engine.engine.cache_clear()


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("Siân, Łukasz, Hằng, Ελένη, Олена: “½ × 3 …” ✓ ☐", "Siân, Łukasz, Hằng, Ελένη, Олена: “½ × 3 …” ✓ ☐"),
        ("Snow ☃\ufe0f!", "Snow [snowman]!"),
        ("𒀀 \U000f0000", "[cuneiform sign a] [u+f0000]"),
        ("zero\u200dwidth\tand\nspace\u00a0here", "zero\u200dwidth\tand\nspace\u00a0here"),
    ],
)
def test_a_letter_that_our_font_lacks_is_called_by_its_name(written: str, named: str) -> None:
    assert with_names(written) == named


def test_a_letter_that_no_font_has_is_named_on_paper(sheet: Path) -> None:
    with pytest.raises(Unprintable, match="notdef"):
        print_page(PAGE.format("one 𒀀 two"), sheet)
    assert "one [cuneiform sign a] two" in pages_of(print_readable(PAGE.format("one 𒀀 two"), sheet))[0]
    with pytest.raises(Unprintable, match="only files that come"):
        print_readable(PAGE.format('<img alt="x" src="file:///etc/passwd"> 𒀀'), sheet)


def test_a_font_that_is_not_there_is_noticed_each_time(
    sheet: Path, tmp_path: Path, fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FONTS", tmp_path)
    for _time in range(2):
        with pytest.raises(Unprintable, match="Font-face 'LMS Sans' cannot be loaded"):
            print_page(PAGE.format("Words."), sheet)


def test_feet_are_no_part_of_the_text(sheet: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pdf = print_page(PAGE.format("Words."), sheet)
    assert pages_of(pdf) == ["A heading Words. A foot"]
    assert faults(opened(pdf)) == []
    monkeypatch.setattr(engine, "set_aside", lambda _document, _pdf: None)
    assert faults(opened(print_page(PAGE.format("Words."), sheet))) == ["something is neither text nor artifact"]


def test_what_is_wrong_with_a_page_is_noticed(sheet: Path) -> None:
    """The planted faults of the reader that other tests rely on."""
    whole = '<html lang="en-GB"><title>x</title>'
    planted = {
        "no language": '<html lang="fr"><title>x</title><h1>a</h1>',
        "no title": '<html lang="en-GB"><h1>a</h1>',
        "no bookmarks": f"{whole}<p>a</p>",
        "heading 3 skips a rank": f"{whole}<h1>a</h1><h3>b</h3>",
        "a picture without words": f'{whole}<h1>a</h1><svg width="9" height="9"><path d="M0 0h9v9z"/></svg>',
        "1 cells without headers": f"{whole}<h1>a</h1><table><tr><td>b</table>",
        "letters of 9 points": f'{whole}<h1>a</h1><p style="font-size: 9pt">b</p>',
    }
    for fault, page in planted.items():
        assert fault in faults(opened(print_page(page, sheet))), fault
    untagged = engine.engine().weasyprint.HTML(string=PAGE.format("x")).write_pdf()
    assert faults(opened(untagged)) == ["untagged"]


def test_the_same_words_are_printed_once(sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[str] = []
    monkeypatch.setattr(kept, "print_readable", lambda markup, _sheet: printed.append(markup) or markup.encode())
    monkeypatch.setattr(kept, "MOST", 3)
    prints = KeptPrints(tmp_path / "prints")
    assert [prints.printed(words, sheet) for words in ("one", "one", "two")] == [b"one", b"one", b"two"]
    assert printed == ["one", "two"]
    sheet.write_text(f"{STYLE} p {{ color: black }}")
    assert prints.printed("one", sheet) == b"one"
    assert printed == ["one", "two", "one"]
    for number in range(9):
        prints.printed(f"more {number}", sheet)
    assert len(list((tmp_path / "prints").iterdir())) == 3


def test_a_folder_that_cannot_be_used_only_makes_it_slower(
    sheet: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "print_readable", lambda markup, _sheet: markup.encode())
    (tmp_path / "file").write_text("")
    assert KeptPrints(tmp_path / "file" / "prints").printed("one", sheet) == b"one"


def test_two_who_ask_at_once_wait_for_one_print(
    sheet: Path, tmp_path: Path, fresh: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From threads of their own, as a web server does it, over an engine that is not there yet."""
    made, replies, start = [], [], Barrier(4)
    real = kept.print_readable
    monkeypatch.setattr(kept, "print_readable", lambda *given: made.append(given) or real(*given))

    def ask(words: str) -> None:
        start.wait()
        replies.append(KeptPrints(tmp_path / "prints").printed(PAGE.format(words), sheet))

    threads = [Thread(target=ask, args=(words,)) for words in ("same", "same", "same", "other")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), len(replies), len(set(replies))) == (2, 4, 2)


@pytest.mark.parametrize(
    ("source", "level", "expected"),
    [
        ("## a\n### b\n## c", 2, "<h3>a</h3>\n<h4>b</h4>\n<h3>c</h3>\n"),
        ("#### a\n## b", 1, "<h2>a</h2>\n<h2>b</h2>\n"),
        ("## a\n#### b\n### c", 1, "<h2>a</h2>\n<h3>b</h3>\n<h3>c</h3>\n"),
        ("# a\n## b\n### c", 5, "<h6>a</h6>\n<h6>b</h6>\n<h6>c</h6>\n"),
        ("<img src=x>\n\n![x](file:///x)", 1, "<p>&lt;img src=x&gt;</p>\n<p>![x](file:///x)</p>\n"),
    ],
)
def test_headings_stand_one_below_the_other(source: str, level: int, expected: str) -> None:
    assert markdown_under(source, level) == expected


def test_markdown_in_a_line_and_as_plain_lines() -> None:
    assert markdown_inline("Be *sorry* for <b>") == "Be <em>sorry</em> for &lt;b&gt;"
    assert plain_lines("**Now**\n\n- Call [116\n  123](tel:116123)\n- `Wait`") == ["Now", "Call 116 123", "Wait"]
