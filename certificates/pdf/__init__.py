"""The certificate as a PDF: one page, tagged, its letters checked before and after."""

from certificates.pdf.engine import Unprintable
from certificates.pdf.letters import missing_letters
from certificates.pdf.sheet import Sheet, render

__all__ = ["Sheet", "Unprintable", "missing_letters", "render"]
