"""The app on a real port, and Chromium to look at it with."""

import os
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from lms.testing.house import House

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-device-for-media-stream",  # a microphone that beeps, for whoever allows it
]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(house: House, port: int = 0) -> Iterator[str]:
    """The house on a port of 127.0.0.1, any free one if none is given; yields its address."""
    server = make_server("127.0.0.1", port, house.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()


def chromium_path() -> str | None:
    """Where Debian's Chromium is, or None."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def shell_path() -> str | None:
    """Where Chromium without windows is: the same pages at half the cost, but no recording. Else where the whole is."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or chromium_path()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium that asks nobody outside for anything."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shell_path(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
