"""What the audit says of each action, in a sentence."""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "award-rule.imported": _l("%(who)s imported an award rule as a draft."),
    "award-rule.published": _l("%(who)s published an award rule."),
    "certificate.issued": _l("%(who)s issued a certificate to %(about)s."),
    "certificate.printed": _l("%(who)s printed a certificate of %(about)s."),
    "certificate.replaced": _l("%(who)s had a certificate made anew; the earlier one says that it is replaced."),
    "certificate.revoked": _l("%(who)s revoked a certificate of %(about)s."),
    "certificate.shared": _l("%(who)s chose who may look a certificate up."),
    "certificate.title-chosen": _l("%(who)s chose the title on certificates."),
}
