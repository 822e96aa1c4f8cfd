"""What the audit says of each action, in a sentence."""

from collections.abc import Mapping

from lms.core.text import Text
from lms.core.text import lazy_gettext as _l

__all__ = ["SENTENCES"]

SENTENCES: Mapping[str, Text] = {
    "node.added": _l("%(who)s added an organisation, service or team."),
    "person.added": _l("%(who)s added %(about)s."),
    "person.invited": _l("%(who)s sent an invitation to %(about)s."),
    "person.suspended": _l("%(who)s closed the account of %(about)s for now."),
    "person.reinstated": _l("%(who)s opened the account of %(about)s again."),
    "person.renamed": _l("%(who)s changed the names of %(about)s."),
    "person.contact-changed": _l("%(who)s changed the telephone number of %(about)s."),
    "grant.given": _l("%(who)s gave %(about)s a role."),
    "grant.ended": _l("%(who)s ended a role of %(about)s."),
    "grant.goes-on": _l("%(who)s changed the last day of a role of %(about)s."),
    "link.used.setup": _l("%(about)s used the link that sets up a new installation."),
    "link.used.sign-up": _l("%(about)s used the link for a new account."),
    "link.used.invitation": _l("%(about)s used an invitation."),
    "link.used.reset": _l("%(about)s used the link to choose a new password."),
    "person.key-changed": _l("%(who)s sealed what %(about)s wrote with a new key."),
    "password.changed": _l("%(who)s chose a new password."),
    "factor.added": _l("%(who)s added a second step of signing in for %(about)s."),
    "factor.removed": _l("%(who)s removed a second step of signing in of %(about)s."),
    "session.started": _l("%(who)s signed in."),
    "session.second-factor": _l("%(who)s took the second step of signing in."),
    "session.ended": _l("%(who)s signed %(about)s out."),
    "backup.made": _l("%(who)s made a backup."),
    "backup.restored": _l("%(who)s put a backup back: what happened after it was made is not here."),
}
