"""The guard of the way out refuses and notes; and neither paper nor a page of ours gives it anything to do."""

import socket
import urllib.request
from importlib import import_module

import pytest
from sinks.way_out import no_way_out

from certificates.pdf.sheet import STYLE
from lms.core.printing import Unprintable, print_page
from lms.core.ui.filters import markdown

NOBODY = "192.0.2.1"  # an address that is nobody's, for examples only
PICTURE = f'<html lang="en"><title>x</title><h1>x</h1><img src="http://{NOBODY}/x.png" alt="x">'
LEAKS = (
    PICTURE,
    f'<html lang="en"><title>x</title><link rel="stylesheet" href="http://{NOBODY}/x.css"><h1>x</h1>',
    f'<html lang="en"><title>x</title><style>h1 {{ background: url(http://{NOBODY}/x.png) }}</style><h1>x</h1>',
    f'<html lang="en"><title>x</title><style>@import "http://{NOBODY}/x.css";</style><h1>x</h1>',
    f'<html lang="en"><title>x</title><style>@font-face {{ font-family: x; src: url(http://{NOBODY}/x.ttf) }}</style><h1>x</h1>',
    f'<html lang="en"><title>x</title><h1>x</h1><svg width="9" height="9"><image href="http://{NOBODY}/x.png"/></svg>',
    '<html lang="en"><title>x</title><h1>x</h1><img src="file:///etc/passwd" alt="x">',
    '<html lang="en"><title>x</title><link rel="attachment" href="file:///etc/passwd"><h1>x</h1>',
)


def test_the_guard_notes_and_refuses() -> None:
    with no_way_out() as tries:
        for go in (
            lambda: socket.create_connection((NOBODY, 80), timeout=1),
            lambda: socket.socket(socket.AF_INET, socket.SOCK_STREAM).connect((NOBODY, 80)),
            lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", (NOBODY, 53)),
            lambda: urllib.request.urlopen("http://evil.example/", timeout=1),
        ):
            with pytest.raises(OSError, match="the test refuses"):
                go()
    assert tries == [f"look-up {NOBODY}", f"connect {NOBODY}", f"sendto {NOBODY}", "look-up evil.example"]


def test_the_guard_lets_this_machine_through() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, no_way_out() as tries:
        socket.create_connection(server.getsockname(), timeout=5).close()
    assert tries == []


def test_a_printer_without_our_rules_would_go_there() -> None:
    """What the guard notices, so that its silence about ours says something."""
    with no_way_out() as tries:
        import_module("weasyprint").HTML(string=PICTURE).write_pdf()
    assert set(tries) == {f"look-up {NOBODY}"}


@pytest.mark.parametrize("markup", LEAKS)
def test_ours_goes_nowhere_and_says_so(markup: str) -> None:
    refused = pytest.raises(Unprintable, match=r"only files that come with the printer|cannot be loaded")
    with no_way_out() as tries, refused:
        print_page(markup, STYLE)
    assert tries == []


def test_a_picture_in_markdown_is_no_picture() -> None:
    assert markdown(f"See ![this](http://{NOBODY}/x.png)") == "<p>See </p>\n"
