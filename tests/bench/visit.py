"""What a first visit costs a phone: bytes over the wire and requests, as Chromium counts them."""

from concurrent.futures import ThreadPoolExecutor

from bench.measuring import verdict

from lms.testing.live import chromium

KILOBYTES, REQUESTS = 90, 6
PAGES = ("/", "/sign-in")


def lines(address: str) -> list[tuple[object, ...]]:
    """Two lines for each page that a stranger may come to first."""
    with ThreadPoolExecutor(1) as apart:  # a browser of the suite's may be open in this thread, and allows no second
        return apart.submit(_all_lines, address).result()


def _all_lines(address: str) -> list[tuple[object, ...]]:
    with chromium() as browser:
        return [line for path in PAGES for line in _lines(browser, address, path)]


def _lines(browser, address: str, path: str) -> list[tuple[object, ...]]:
    sizes = _sizes(browser, address + path)
    kilobytes, count = sum(sizes) / 1000, len(sizes)
    return [
        (
            f"first visit to {path}, kB",
            count,
            "",
            "",
            "",
            "",
            f"{kilobytes:.1f}",
            KILOBYTES,
            verdict(kilobytes, KILOBYTES),
        ),
        (f"first visit to {path}, requests", count, "", "", "", "", count, REQUESTS, verdict(count, REQUESTS)),
    ]


def _sizes(browser, address: str) -> list[float]:
    """The bytes of every reply, headers included, in a browser that has never been here."""
    context = browser.new_context()
    try:
        page = context.new_page()
        wire, sizes = context.new_cdp_session(page), []
        wire.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
        wire.send("Network.enable")
        page.goto(address, wait_until="networkidle")
        return sizes
    finally:
        context.close()
