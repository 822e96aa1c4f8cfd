"""`peer-lms certificate issue|revoke|verify`."""

import sys

import click
from flask import Flask

from certificates import presenters, queries, services
from certificates.commands.answers import NO, deciding, person, say, unit
from certificates.models import CertificateState
from certificates.permissions import Can
from certificates.rules import canonical_code
from lms.core.access import Mode
from lms.core.errors import NotReady, Refused
from lms.core.web.runtime import runtime

as_json = click.option("--json", "as_json", is_flag=True, help="One line of JSON on stdout.")
as_whom = click.option("--as", "email", required=True, help="The programme lead who decides.")


@click.group("certificate")
def certificate() -> None:
    """Certificates: issue, revoke, verify."""


@certificate.command("issue")
@click.argument("slug")
@click.option("--person", "whom", required=True, help="E-mail address of the person.")
@as_whom
@as_json
@click.pass_obj
def issue(app: Flask, slug: str, whom: str, email: str, as_json: bool) -> None:
    """Issue the certificate of the award SLUG."""
    with unit(app) as session:
        settings = runtime().settings
        if not settings.base_url:
            raise NotReady(
                "Certificates carry this service's address for ever.", "Set PEER_LMS_BASE_URL=https://your.address"
            )
        by, holder = deciding(session, email), person(session, whom)
        award = queries.choice_for(session, holder.id, slug)
        case = queries.case_for(session, by, award.case.enrolment_id) if award else None
        if award is None or case is None:
            raise Refused(f"{email} has nobody called {whom} on a programme with the award {slug}.")
        made = services.issue(session, case=case, rule=award.rule, settings=settings, by=by)
        facts = {
            "serial": made.serial,
            "code": made.code,
            "person": str(made.person_id),
            "issued_on": made.issued_on.isoformat(),
        }
    say(f"Issued {facts['serial']}.", facts, as_json)


@certificate.command("revoke")
@click.argument("serial")
@click.option("--why", required=True, help="For our own records.")
@click.option("--words", required=True, help="What anyone who checks the code is told.")
@as_whom
@as_json
@click.pass_obj
def revoke(app: Flask, serial: str, why: str, words: str, email: str, as_json: bool) -> None:
    """Revoke the certificate with this number."""
    if max(len(why), len(words)) > 500:
        raise click.UsageError("--why and --words can be at most 500 characters long.")
    with unit(app) as session:
        by = deciding(session, email)
        found = queries.issued_by_serial(session, by, serial) if by.can(Can.REVOKE) else None
        if found is None:
            raise Refused(f"{email} has issued no certificate with the number {serial}.")
        services.revoke(session, certificate=found, why=why, words=words, by=by)
    say(f"Revoked {serial}.", {"serial": serial, "state": "revoked"}, as_json)


@certificate.command("verify")
@click.argument("code")
@as_json
@click.pass_obj
def verify(app: Flask, code: str, as_json: bool) -> None:
    """What anyone with the code is told. Exit 0 when the certificate stands, 1 otherwise."""
    with unit(app, Mode.READ) as session:
        found = queries.public_certificate(session, canonical_code(code))
        told = presenters.verified(found) if found else None
        words = (
            f"{told.standing.words}: {', '.join(filter(None, (told.name, told.title)))}"
            if told
            else "No certificate can be shown for this code."
        )
    say(words, told.as_json() if told else {"found": False}, as_json)
    sys.exit(0 if told and told.standing.state == CertificateState.VALID.value else NO)
