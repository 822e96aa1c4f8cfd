"""For anyone with a code: is this certificate real, and does it stand?"""

from flask import Response, jsonify

from certificates import presenters, queries
from certificates.forms import CodeForm
from certificates.rules import canonical_code
from certificates.views.blueprint import Answer, bp
from lms.core.access import Open, changes, requires
from lms.core.db import db_session
from lms.core.ui import page, see


@bp.route("/verify", methods=["GET", "POST"])
@changes(Open.PUBLIC)
def verify_form() -> Answer:
    """Type a code."""
    form = CodeForm.read()
    code = ""
    if form.then(lambda: None):
        code = canonical_code(form.code.data or "")
        return see("certificates.verify", code=code) if code else _nothing()
    return page("lms/certificates/verify_form.jinja", form=form)


@bp.get("/verify/<code>")
@requires(Open.PUBLIC)
def verify(code: str) -> Answer:
    """What a code says. A code that is unknown and one whose holder keeps it private look the same."""
    found = queries.public_certificate(db_session(), canonical_code(code))
    return page("lms/certificates/verify.jinja", presenters.verified(found)) if found else _nothing()


@bp.get("/verify/<code>.json")
@requires(Open.PUBLIC)
def verify_json(code: str) -> Answer:
    """The same for programs."""
    found = queries.public_certificate(db_session(), canonical_code(code))
    reply = jsonify(presenters.verified(found).as_json() if found else {"found": False})
    reply.status_code = 200 if found else 404
    return reply


def _nothing() -> Response:
    return page("lms/certificates/verify_nothing.jinja", status=404)
