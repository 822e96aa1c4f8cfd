"""The looks of a certificate on paper: ours and those of plugins."""

from lms.core.errors import Refused
from lms.core.text import lazy_gettext as _l
from lms.core.web.runtime import Runtime, runtime
from lms.plugins import CertificateLayout

__all__ = ["OWN", "STANDARD", "expect_layout", "template_of"]

STANDARD = "standard"
OWN = (CertificateLayout(STANDARD, _l("Standard"), "lms/certificates/print.jinja"),)


def _templates(of: Runtime) -> dict[str, str]:
    return {layout.code: layout.template for part in of.hooks.certificate_layouts() for layout in part}


def expect_layout(code: str) -> None:
    """Raises Refused, with those there are, when nobody brings this layout."""
    known = sorted(_templates(runtime()))
    if code not in known:
        raise Refused(_l("There is no layout “%(code)s”. Write one of: %(known)s.", code=code, known=", ".join(known)))


def template_of(code: str, of: Runtime) -> str:
    """The template of a layout. When what brought it has gone, the standard: nobody waits for their certificate."""
    templates = _templates(of)
    return templates.get(code, templates[STANDARD])
