"""For the programme lead: who is ready, issuing, and taking back."""

from collections.abc import Iterable
from uuid import UUID

from flask import abort, request

from certificates import presenters, queries, services
from certificates.forms import RevokeForm
from certificates.models import Certificate
from certificates.permissions import Can
from certificates.views.blueprint import Answer, bp
from lms.core.access import changes, requires
from lms.core.db import db_session
from lms.core.forms import Form, seen_version
from lms.core.text import gettext as _
from lms.core.ui import page, see, table_reply
from lms.core.web import actor, runtime
from lms.people.queries import names


@bp.get("/certificates/ready")
@requires(Can.ISSUE)
def ready() -> Answer:
    """Who is ready for a certificate, and what the others still need."""
    return _ready_page(None)


@bp.post("/certificates/ready/<uuid:enrolment_id>/<uuid:rule_id>")
@changes(Can.ISSUE)
def issue(enrolment_id: UUID, rule_id: UUID) -> Answer:
    """Issue one certificate, in one press."""
    case = queries.case_for(db_session(), actor(), enrolment_id) or abort(404)
    rule = queries.rule_for(db_session(), case.programme_slug, rule_id) or abort(404)
    form = Form.read()
    if form.then(lambda: services.issue(db_session(), case=case, rule=rule, settings=runtime().settings, by=actor())):
        return see(
            "certificates.ready",
            said=_("Issued. The PDF is being made, and %(name)s is told by e-mail.", name=case.name),
        )
    return _ready_page(form)


def _ready_page(form: Form | None) -> Answer:
    found = queries.ready_page(db_session(), actor(), request.args.get("after", ""))
    return page("lms/certificates/ready.jinja", presenters.ready(found, runtime().settings), form=form)


@bp.get("/certificates/issued")
@requires(Can.ISSUE)
def issued() -> Answer:
    """Every certificate issued where I am lead, newest first."""
    found = queries.issued_page(db_session(), actor(), request.args.get("after", ""))
    return page("lms/certificates/issued.jinja", presenters.issued(found, _holders(found.items)))


@bp.get("/certificates/issued.csv")
@requires(Can.ISSUE)
def issued_csv() -> Answer:
    """The same as a table to take away."""
    rows = queries.issued_rows(db_session(), actor())
    return table_reply("certificates.csv", presenters.ISSUED_HEADS, presenters.issued_table(rows, _holders(rows)))


def _holders(rows: Iterable[Certificate]) -> dict[UUID, str]:
    return names(db_session(), [row.person_id for row in rows if not row.name_as_printed])


@bp.route("/certificates/<uuid:certificate_id>/revoke", methods=["GET", "POST"])
@changes(Can.REVOKE)
def revoke(certificate_id: UUID) -> Answer:
    """Take a certificate back, with the reason."""
    found = queries.issued_certificate(db_session(), actor(), certificate_id) or abort(404)
    form, holder = RevokeForm.read(), names(db_session(), [found.person_id])[found.person_id]
    if form.then(
        lambda: services.revoke(
            db_session(),
            certificate=found,
            why=form.why.data or "",
            words=form.words.data or "",
            by=actor(),
            seen=seen_version(),
        )
    ):
        return see(
            "certificates.certificate", certificate_id=certificate_id, said=_("Revoked. The person will see why.")
        )
    return page("lms/certificates/revoke.jinja", presenters.certificate(found, actor(), holder), form=form)
