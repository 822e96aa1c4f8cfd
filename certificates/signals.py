"""What certificates announces. Receivers get `session=` and the facts named below, in the same transaction."""

from blinker import Namespace

_signals = Namespace()

certificate_issued = _signals.signal("certificates.issued")
"""A certificate was issued. Facts: certificate_id, person_id, enrolment_id."""

certificate_replaced = _signals.signal("certificates.replaced")
"""A certificate was made anew in another name. Facts: certificate_id (the new one), replaced_id, person_id."""

certificate_revoked = _signals.signal("certificates.revoked")
"""A certificate was revoked. Facts: certificate_id, person_id."""
