"""The certificate as a PDF: one page, tagged, its letters checked before and after."""

from certificates.pdf.sheet import Sheet, render

__all__ = ["Sheet", "render"]
