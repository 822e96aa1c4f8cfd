"""Posts for those who look after them: make, edit, open, close, name the panel."""

from uuid import UUID

from flask import abort, request

from lms.core import clock
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.errors import Refused
from lms.core.forms import seen_version
from lms.core.text import gettext as _
from lms.core.text import lazy_gettext as _l
from lms.core.ui import page, see
from lms.core.web import actor
from lms.people.queries import teams_to_choose
from lms.recruitment import queries, services
from lms.recruitment.forms import NewPostForm, PanelForm, PostForm
from lms.recruitment.models import PostState
from lms.recruitment.permissions import Can
from lms.recruitment.presenters import managing as presenters
from lms.recruitment.template import post_template
from lms.recruitment.views.blueprint import Answer, bp, place_or_404

__all__: list[str] = []

WEEKS_OPEN = 28


@bp.get("/posts/ours")
@requires(Can.MANAGE)
def our_posts() -> Answer:
    """The posts one looks after."""
    view = presenters.posts_desk(db_session(), actor(), request.args.get("after", ""))
    return page("lms/recruitment/our_posts.jinja", view)


@bp.route("/posts/new", methods=["GET", "POST"])
@changes(Can.MANAGE)
def new_post() -> Answer:
    """Make a draft from the template."""
    start = post_template()
    closes_on = clock.today().fromordinal(clock.today().toordinal() + WEEKS_OPEN)
    form = NewPostForm.read(title=start.title, about=start.about, band=start.band, closes_on=closes_on)
    teams = teams_to_choose(db_session(), actor().paths(Can.MANAGE))
    form.team.offer([(str(team.id), team.name) for team in teams])
    if form.then(
        lambda: services.create_post(db_session(), node_id=UUID(form.team.data), facts=form.facts(), by=actor())
    ):
        return see("recruitment.our_posts", said=_("The draft is made. Name who scores, then open it."))
    return page("lms/recruitment/new_post.jinja", form=form)


@bp.get("/posts/<uuid:post_id>/desk")
@requires(Can.MANAGE)
def desk(post_id: UUID) -> Answer:
    """One post: whether it may open, its panel, its applications."""
    view = presenters.post_desk(db_session(), actor(), place_or_404(post_id), request.args.get("after", ""))
    return page("lms/recruitment/desk.jinja", view)


@bp.route("/posts/<uuid:post_id>/edit", methods=["GET", "POST"])
@changes(Can.MANAGE)
def edit_post(post_id: UUID) -> Answer:
    """Change a draft."""
    post = place_or_404(post_id).post
    form = PostForm.of(post)
    if not form.sent and post.state is not PostState.DRAFT:
        return see("recruitment.desk", post_id=post_id, said=_("An open post is no longer changed."))
    seen = seen_version()
    if form.then(lambda: services.edit_post(db_session(), post=post, facts=form.facts(), by=actor(), seen=seen)):
        return see("recruitment.desk", post_id=post_id, said=_("Saved."))
    return page(
        "lms/recruitment/edit_post.jinja", {"id": post.id, "version": post.version, "title": post.title}, form=form
    )


@bp.post("/posts/<uuid:post_id>/open")
@changes(Can.MANAGE)
def open_post(post_id: UUID) -> Answer:
    """Open a draft for applications."""
    verdict = services.open_post(db_session(), post=place_or_404(post_id).post, by=actor(), seen=seen_version())
    for reason in verdict.reasons:
        raise Refused(_l("Still to do first: %(what)s", what=reason.text))
    return see("recruitment.desk", post_id=post_id, said=_("The post is open. Everybody can see it."))


@bp.post("/posts/<uuid:post_id>/close")
@changes(Can.MANAGE)
def close_post(post_id: UUID) -> Answer:
    """Take no more applications."""
    services.close_post(db_session(), post=place_or_404(post_id).post, by=actor(), seen=seen_version())
    return see("recruitment.desk", post_id=post_id, said=_("The post is closed. What was sent stays."))


@bp.route("/posts/<uuid:post_id>/panel", methods=["GET", "POST"])
@changes(Can.MANAGE)
def panel(post_id: UUID) -> Answer:
    """Who scores, and one more."""
    place = place_or_404(post_id)
    form = PanelForm.read().offer_people(queries.could_score(db_session(), place.node))

    def name() -> None:
        lived = form.lived_experience.data == "yes"
        services.name_member(
            db_session(), place=place, person_id=UUID(form.person.data), lived_experience=lived, by=actor()
        )

    if form.then(name):
        return see("recruitment.panel", post_id=post_id, said=_("Named."))
    return page("lms/recruitment/panel.jinja", presenters.post_desk(db_session(), actor(), place, ""), form=form)


@bp.post("/posts/<uuid:post_id>/panel/<uuid:member_id>/end")
@changes(Can.MANAGE)
def end_seat(post_id: UUID, member_id: UUID) -> Answer:
    """Somebody no longer scores for this post."""
    place_or_404(post_id)
    member = queries.panel_member(db_session(), post_id, member_id) or abort(404)
    services.remove_member(db_session(), member=member, by=actor())
    return see("recruitment.panel", post_id=post_id, said=_("They no longer score for this post."))
