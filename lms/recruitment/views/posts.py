"""Posts for everybody, and the way into an application."""

from uuid import UUID

from flask import abort, request

from lms.core.access import Open, changes, requires
from lms.core.db import db_session
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor
from lms.recruitment import queries, services
from lms.recruitment.forms import PressForm
from lms.recruitment.permissions import Can
from lms.recruitment.presenters import posts as presenters
from lms.recruitment.views.blueprint import Answer, bp

__all__: list[str] = []


@bp.get("/posts")
@requires(Open.PUBLIC)
def posts() -> Answer:
    """The posts that take applications today."""
    view = presenters.posts_page(db_session(), actor(), request.args.get("after", ""))
    return page("lms/recruitment/posts.jinja", view)


@bp.get("/posts/<uuid:post_id>")
@requires(Open.PUBLIC)
def post(post_id: UUID) -> Answer:
    """One advert. A draft is shown to those who look after it."""
    place = queries.public_post(db_session(), post_id) or queries.managed_post(db_session(), actor(), post_id)
    if place is None:
        abort(404)
    return page("lms/recruitment/post.jinja", presenters.post_page(db_session(), actor(), place))


@bp.route("/posts/<uuid:post_id>/apply", methods=["GET", "POST"])
@changes(Can.APPLY)
def apply(post_id: UUID) -> Answer:
    """What applying takes, and one press to begin; whoever has begun goes to their application."""
    place = queries.public_post(db_session(), post_id) or abort(404)
    existing = queries.case_for_post(db_session(), actor().id, post_id)
    if existing is not None:
        return see("recruitment.application", application_id=existing.application.id)
    form = PressForm.read()
    if form.then(lambda: services.start(db_session(), post=place.post, person_id=actor().id, by=actor())):
        started = queries.case_for_post(db_session(), actor().id, post_id) or abort(404)
        return see(
            "recruitment.application", application_id=started.application.id, said=_("Your application is kept.")
        )
    return page("lms/recruitment/apply.jinja", presenters.post_page(db_session(), actor(), place), form=form)
