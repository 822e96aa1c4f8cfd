"""From words to paper: print packs and session plans as tagged PDFs."""

from pathlib import Path

from lms.core.printing import KeptPrints
from lms.core.web.runtime import Runtime
from modules.presenters.printing import Pack, PlanSheet

__all__ = ["pdf_of"]

STYLE = Path(__file__).with_name("static") / "paper.css"
TEMPLATES = {Pack: "lms/modules/paper/pack.jinja", PlanSheet: "lms/modules/paper/plan.jinja"}


def pdf_of(view: Pack | PlanSheet, of: Runtime) -> bytes:
    """A pack or a plan as a PDF, printed once for all who ask for the same.

    Raises NotReady when printing is not installed, Unprintable when a page would not be right.
    """
    markup = of.ui.render(TEMPLATES[type(view)], view=view, organisation=of.settings.organisation)
    return KeptPrints(of.settings.cache / "paper").printed(markup, STYLE)
