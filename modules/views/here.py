"""Where somebody is: an activity of their own programme, in an open module."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort
from werkzeug.wrappers import Response

from lms.core.db import db_session
from lms.core.forms import Form
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from modules import queries
from modules.heads import ActivityHead, EnrolmentHead
from modules.kinds import kind_of
from modules.models import ActivityKind
from modules.presenters import learning
from modules.queries import Learnt, OwnActivity
from modules.rules import opens

__all__ = ["PATH", "Here", "here_is"]

PATH = "/learn/<uuid:enrolment_id>/<module_slug>/<activity_slug>"


@dataclass(frozen=True)
class Here:
    """The activity of this address, in one's own programme, with what was learnt so far."""

    own: OwnActivity
    learnt: Learnt

    @property
    def enrolment(self) -> EnrolmentHead:
        """One's own enrolment."""
        return self.own.enrolment

    @property
    def activity(self) -> ActivityHead:
        """The activity itself."""
        return self.own.activity

    @property
    def body(self) -> dict[str, Any]:
        """What the activity holds."""
        return self.activity.body

    def show(self, extra: object = None, form: Form | None = None) -> Response:
        """The activity's page."""
        return page(kind_of(self.activity.kind).template, self._view(extra), form=form)

    def stay(self, **more: Any) -> Response:
        """Back to this very activity."""
        return self._see(self.activity.slug, **more)

    def on(self, said: str = "") -> Response:
        """To the next activity, or back to the module after the last."""
        after = learning.after(self.learnt, self.activity)
        if after is not None:
            return self._see(after.slug, said=said)
        said = said or _("You have come to the end of this module.")
        return see("modules.module", enrolment_id=self.enrolment.id, module_slug=self.own.module.slug, said=said)

    def _view(self, extra: object) -> learning.ActivityPage:
        glossary = queries.glossary_of(db_session(), self.enrolment.version_id)
        return learning.activity(self.own, self.learnt, glossary, extra)

    def _see(self, slug: str, **more: Any) -> Response:
        more.update(enrolment_id=self.enrolment.id, module_slug=self.own.module.slug, activity_slug=slug)
        return see("modules.activity", **more)


def here_is(enrolment_id: UUID, module_slug: str, slug: str, kind: ActivityKind | None = None) -> Here:
    """The activity, if it is of one's own programme, in an open module, and of the right kind; else not found."""
    found = queries.own_activity(db_session(), actor(), enrolment_id, module_slug, slug) or abort(404)
    learnt = queries.learnt_here(db_session(), found.enrolment, found.activity.id)
    module = next(m for m in learnt.progress.modules if m.facts.id == found.module.id)
    if not opens(module, enrolment_id).ok or (kind and found.activity.kind != kind):
        abort(404)
    return Here(found, learnt)
