"""For the person a certificate is about."""

from uuid import UUID

from flask import Response, abort

from certificates import presenters, queries, rules, services
from certificates.forms import OPEN, SharingForm, TitleForm, titles
from certificates.models import Certificate, TitleKind
from certificates.permissions import Can
from certificates.views.blueprint import Answer, bp
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.files import File, opener_of
from lms.core.forms import Form, seen_version
from lms.core.text import gettext as _
from lms.core.ui import page, see
from lms.core.web import actor, runtime
from lms.people.queries import names


@bp.get("/certificates")
@requires(Can.HOLD)
def mine() -> Answer:
    """My certificates, and how far the next one is."""
    held = queries.certificates_of(db_session(), actor().id)
    awards = queries.awards_for(db_session(), actor().id)
    return page("lms/certificates/mine.jinja", presenters.mine(held, awards))


@bp.route("/certificates/awards/<slug>/title", methods=["GET", "POST"])
@changes(Can.HOLD)
def choose_title(slug: str) -> Answer:
    """Choose the title to be printed, before the certificate is issued."""
    award = queries.choice_for(db_session(), actor().id, slug) or abort(404)
    form = TitleForm.read(title=award.title.value)
    form.title.offer(titles(award.rule.title, award.rule.neutral_title))
    if form.then(
        lambda: services.choose_title(db_session(), rule=award.rule.rule, title=TitleKind(form.title.data), by=actor())
    ):
        return see("certificates.mine", said=_("Saved. This title will be printed."))
    return page("lms/certificates/choose_title.jinja", form=form)


@bp.get("/certificates/<uuid:certificate_id>")
@requires(Can.HOLD)
def certificate(certificate_id: UUID) -> Answer:
    """One certificate: for its holder, or for a lead where it was issued."""
    found = _seen(certificate_id)
    return page("lms/certificates/certificate.jinja", presenters.certificate(found, actor(), _holder(found)))


@bp.get("/certificates/<uuid:certificate_id>.pdf")
@requires(Can.HOLD)
def pdf(certificate_id: UUID) -> Answer:
    """The PDF, byte for byte as it was kept."""
    found = _seen(certificate_id)
    if not rules.opens_pdf(found, actor()):
        abort(404, _("This certificate has been replaced, or waits to be made anew. Ask the person for the new one."))
    if found.file_id is None:
        abort(404, _("The certificate is still being made. Try again in a minute."))
    with opener_of(db_session().get_one(File, found.file_id)).open(runtime().files) as kept:
        reply = Response(kept.read(), mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'attachment; filename="{found.serial}.pdf"'
    return reply


@bp.route("/certificates/<uuid:certificate_id>/sharing", methods=["GET", "POST"])
@changes(Can.HOLD)
def sharing(certificate_id: UUID) -> Answer:
    """The holder decides who may check the certificate."""
    found = queries.own_certificate(db_session(), actor(), certificate_id) or abort(404)
    view = presenters.sharing(found)
    form = SharingForm.read(public=view.public, title=found.public_title.value)
    form.title.offer(titles(view.full, view.neutral) if view.may_choose else titles("", view.neutral)[1:])
    if form.then(
        lambda: services.share(
            db_session(),
            certificate=found,
            public=form.public.data == OPEN,
            title=TitleKind(form.title.data),
            by=actor(),
            seen=seen_version(),
        )
    ):
        return see("certificates.certificate", certificate_id=certificate_id, said=_("Saved."))
    return page("lms/certificates/sharing.jinja", view, form=form)


@bp.route("/certificates/<uuid:certificate_id>/new-name", methods=["GET", "POST"])
@changes(Can.HOLD)
def replace(certificate_id: UUID) -> Answer:
    """Have one's own certificate made anew in one's present name. Nobody asks why."""
    found, form = queries.own_certificate(db_session(), actor(), certificate_id) or abort(404), Form.read()
    view = presenters.certificate(found, actor(), actor().name)
    if not form.sent and not view.may_replace:
        return see("certificates.certificate", certificate_id=certificate_id)
    if form.then(lambda: services.replace(db_session(), certificate=found, settings=runtime().settings, by=actor())):
        return see("certificates.mine", said=_("Thank you. Your new certificate is being made."))
    return page("lms/certificates/replace.jinja", view, form=form)


def _seen(certificate_id: UUID) -> Certificate:
    return queries.certificate_for(db_session(), actor(), certificate_id) or abort(404)


def _holder(found: Certificate) -> str:
    return names(db_session(), [found.person_id])[found.person_id]
