"""What one certificate says, and its way to paper."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import segno

from certificates.pdf.fitting import fitting
from lms.core.printing import print_page
from lms.core.ui import Ui

STYLE = Path(__file__).resolve().parents[1] / "static" / "certificate.css"
# The box of the name, in points: the width of the text column and the room above the statement.
NAME_BOX = {"width": 655.0, "height": 108.0}
TITLE_BOX = {"width": 560.0, "height": 84.0}


@dataclass(frozen=True)
class Sheet:
    """The words of one certificate. `address` is where its code can be checked."""

    organisation: str
    title: str
    name: str
    statement: str
    issued_on: date
    expires_on: date | None
    serial: str
    code: str
    address: str

    @property
    def name_size(self) -> int:
        """Points at which the name fits its box: as large as can be, never over the edge."""
        return fitting(self.name, **NAME_BOX, sizes=range(54, 9, -1), one_line_above=36)

    @property
    def title_size(self) -> int:
        """Points at which the title fits its box."""
        return fitting(self.title, **TITLE_BOX, sizes=range(32, 9, -1), one_line_above=24)

    @property
    def check_at(self) -> str:
        """The page where a code can be typed."""
        return self.address.removesuffix(f"/{self.code}")

    @property
    def picture(self) -> str:
        """A QR code of the address, as a data: address."""
        return segno.make(self.address, error="m", micro=False).svg_data_uri(border=2, dark="#212b32", light="#ffffff")


def render(ui: Ui, sheet: Sheet, template: str = "lms/certificates/print.jinja") -> bytes:
    """The certificate as PDF, laid out by a template.

    Raises NotReady when printing is not installed, Unprintable when a letter is missing.
    """
    return print_page(ui.render(template, sheet=sheet), STYLE)
