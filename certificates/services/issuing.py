"""Issuing a certificate: decided afresh, numbered without gaps, kept with all that was seen."""

import unicodedata
from datetime import date
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Session

from assessments.queries import area_states
from certificates import rules
from certificates.models import AwardRuleVersion, Certificate, TitleKind, TitleWish
from certificates.queries.awards import Candidate, candidates
from certificates.queries.cases import Case
from certificates.queries.held import standing_certificates
from certificates.services.numbers import address_of, expect_address, new_code, next_number
from certificates.services.printing import KIND
from certificates.signals import certificate_issued
from lms.audit.services import record
from lms.core import clock
from lms.core.access import Actor
from lms.core.db import announce
from lms.core.errors import Refused
from lms.core.printing import missing_letters
from lms.core.settings import Settings
from lms.core.text import lazy_gettext as _l
from lms.jobs.services import enqueue


def issue(session: Session, *, case: Case, rule: AwardRuleVersion, settings: Settings, by: Actor) -> Certificate:
    """Issue the certificate of an award, and ask for its PDF.

    Raises Refused, with what to do, when the service has no address yet, the person holds it already, is the issuer,
    has a letter in the name that cannot be printed, or has not everything that the award asks for.
    """
    _may_begin(settings, case, by)
    # The year's row is locked first: two leads who press at once are taken one after the other.
    today = clock.today()
    number = next_number(session, today.year)
    if (case.person_id, rule.rule_id) in standing_certificates(session, [case.person_id]):
        raise Refused(_l("%(name)s holds this certificate already. See it under issued certificates.", name=case.name))
    found = _decided(session, case, rule)
    certificate = _certificate(session, found, settings, by, today, number)
    session.add(certificate)
    session.flush()
    record(
        session,
        by=by,
        action="certificate.issued",
        subject=certificate,
        about=case.person_id,
        serial=certificate.serial,
        rule=rule.rule.slug,
        number=rule.number,
    )
    enqueue(session, KIND, key=f"{KIND}:{certificate.id}", payload={"certificate_id": str(certificate.id)})
    announce(
        certificate_issued,
        session,
        certificate_id=certificate.id,
        person_id=case.person_id,
        enrolment_id=case.enrolment_id,
    )
    return certificate


def _may_begin(settings: Settings, case: Case, by: Actor) -> None:
    expect_address(settings)
    if case.person_id == by.person_id:
        raise Refused(_l("You cannot issue your own certificate. Ask another programme lead."))
    missing = missing_letters(case.certificate_name)
    if missing:
        raise Refused(
            _l(
                "The name to be printed has letters that we cannot print: %(letters)s. "
                "Ask %(name)s to change it in their account, under the name on certificates.",
                letters=missing,
                name=case.name,
            )
        )


def _decided(session: Session, case: Case, rule: AwardRuleVersion) -> Candidate:
    found = next((each for each in candidates(session, [case], for_other=True) if each.rule.id == rule.id), None)
    if found is None:
        raise Refused(_l("This award has changed meanwhile. Open the list again."))
    if not found.verdict.ok:
        reasons = " ".join(str(reason.text) for reason in found.verdict.reasons)
        raise Refused(
            _l("Not issued yet: %(name)s has something still to do. %(reasons)s", name=case.name, reasons=reasons)
        )
    return found


def _certificate(
    session: Session, found: Candidate, settings: Settings, by: Actor, today: date, number: int
) -> Certificate:
    case, rule = found.case, found.rule
    wish = session.scalar(sa.select(TitleWish.title).filter_by(person_id=case.person_id, rule_id=rule.rule_id))
    title = wish or TitleKind.FULL
    code = new_code()
    return Certificate(
        id=uuid4(),
        person_id=case.person_id,
        enrolment_id=case.enrolment_id,
        node_id=case.node_id,
        rule_version_id=rule.id,
        code=code,
        serial=rules.serial(today.year, number),
        address=address_of(code, settings),
        name_as_printed=unicodedata.normalize("NFC", case.certificate_name),
        title_as_printed=rule.neutral_title if title is TitleKind.NEUTRAL else rule.title,
        statement=rule.statement.replace("{hours}", f"{case.hours:g}"),
        issuer=case.issuer,
        issued_on=today,
        issued_by=by.id,
        expires_on=rules.last_day(today, rule.expires_months),
        public_title=title,
        snapshot=_seen(session, found),
        file_id=None,
    )


def _seen(session: Session, found: Candidate) -> dict[str, Any]:
    areas = area_states(session, [found.case.enrolment_id])[found.case.enrolment_id]
    return {
        "verdict": found.verdict.snapshot(),
        "rule": {"slug": found.rule.rule.slug, "number": found.rule.number, "requires": found.rule.requires},
        "programme": {"slug": found.case.programme_slug, "number": found.case.programme_number},
        "areas": [{"code": area.code, "state": area.state.value} for area in areas],
    }
