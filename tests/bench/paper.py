"""What a certificate costs: beside WeasyPrint alone on the same page, and in memory over many."""

import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bench.measuring import verdict

from certificates.pdf import Sheet, render
from certificates.pdf.sheet import STYLE
from lms.core.printing.engine import HOME, engine
from lms.core.ui import Ui

COST, FLAT = 1.1, 1.05
SETTLED = 50
SHEET = Sheet(
    organisation="Fernbrook Community Trust",
    title="Peer support worker",
    name="Siân Ŵyn Prydderch",
    statement="has done every module of Foundations and met every core area of the framework.",
    issued_on=date(2026, 11, 3),
    expires_on=None,
    serial="2026-000123",
    code="ABCD-EFGH-JKLM",
    address="https://learning.example.org/verify/ABCD-EFGH-JKLM",
)


def lines(times: int, rounds: int, many: int) -> list[tuple[object, ...]]:
    """A line for the CPU of one certificate, and one for resident memory after `many` as a multiple of after fifty."""
    ui = Ui(("lms", "certificates"))
    bare, ours = _bare(ui.render("lms/certificates/print.jinja", sheet=SHEET)), lambda: render(ui, SHEET)
    costs = [(_cpu(bare, times), _cpu(ours, times)) for _round in range(rounds)]
    ratio = statistics.median(own / least for least, own in costs)
    own = statistics.median(own for _least, own in costs)
    grown = growth(ours, many)
    return [
        ("certificate", 1, "", f"{own * 1000:.2f}", f"{1 / own:.0f}", "", f"{ratio:.2f}", COST, verdict(ratio, COST)),
        ("memory over certificates", many, "", "", "", "", f"{grown:.3f}", FLAT, verdict(grown, FLAT)),
    ]


def _bare(markup: str) -> Callable[[], bytes]:
    ready = engine()
    style = ready.style(STYLE)

    def printed() -> bytes:
        page = ready.weasyprint.HTML(string=markup, base_url=HOME, url_fetcher=ready.fetch)
        return page.write_pdf(stylesheets=[style], font_config=ready.fonts, pdf_variant="pdf/ua-1")

    return printed


def _cpu(make: Callable[[], bytes], times: int) -> float:
    make()
    began = time.process_time()
    for _time in range(times):
        make()
    return (time.process_time() - began) / times


def growth(make: Callable[[], bytes], many: int) -> float:
    """Resident memory after `many`, as a multiple of what it was after the first fifty."""
    for _time in range(min(SETTLED, many // 2)):
        make()
    before = _resident()
    for _time in range(many - min(SETTLED, many // 2)):
        make()
    return _resident() / before


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
