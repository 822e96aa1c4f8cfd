"""`peer-lms audit …`: whether the trail is what it was, and what it tells."""

import json
import sys
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import click
from flask import Flask
from sqlalchemy.orm import Session

from lms.audit import queries as trails
from lms.audit.chain import Fault, Flaw
from lms.audit.verifying import Report, verify
from lms.core.access import Mode
from lms.core.text import moment
from lms.core.web.runtime import runtime
from lms.people import queries
from lms.people.trail import Told, tell

__all__ = ["SAYS", "audit", "says"]

SAYS: Mapping[Fault, str] = {
    Fault.MISSING: "The chain has a gap, from position {position} to {until}: what was sealed there was taken out, and "
    "the position behind it cannot be judged.",
    Fault.GONE: "The event at position {position}, {event}, is gone: its seal is still there.",
    Fault.CHANGED: "Position {position} is not as it was sealed. Event {event}, or a seal there, was changed.",
    Fault.TWICE: "Position {position} is there twice.",
    Fault.REWRITTEN: "The chain was made anew: position {position} is not what the head signed on {signed} says.",
    Fault.CUT: "The end was cut off: a head was signed on {signed} at position {until}, and nothing is there now "
    "from position {position} on.",
    Fault.LATE: "{which} says it happened on {at}, but was not there when all was sealed on {signed}: "
    "it was put in later.",
    Fault.BEFORE: "Position {position}, of event {event}, lies before the beginning of the trail: it was put in later.",
    Fault.BEGINNING: "The trail begins behind position {position}, and no line of the file of heads is signed for "
    "that: what was before was taken out.",
    Fault.FORGED: "Line {position} of the file of heads was changed: its signature does not hold.",
    Fault.NO_HEADS: "The file of heads, audit/heads.jsonl in the data folder, is not there, so nobody can tell whether "
    "the chain was made anew or cut off. Put it back from a copy.",
}


NEXT = (
    "Change nothing: copy the database, the heads file and the worker's log to another place, compare them with the "
    "newest backup, and tell whoever answers for the records."
)


def says(flaw: Flaw) -> str:
    """One flaw as a sentence that says where to look."""
    return SAYS[flaw.fault].format(
        position=flaw.position,
        until=flaw.until,
        event=flaw.event_id,
        at=moment(flaw.at),
        signed=moment(flaw.head.at) if flaw.head else "",
        which=f"The event at position {flaw.position}" if flaw.position else "An event that is not sealed yet",
    )


@click.group("audit")
def audit() -> None:
    """The audit trail: whether it is whole, and what it tells."""


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on standard output.")
@click.pass_obj
def verify_trail(app: Flask, as_json: bool) -> None:
    """Compare the trail with its chain, and with the heads outside the database. Exit 1 when something is wrong."""
    with app.app_context(), runtime().database.unit_of_work(Mode.READ) as session:
        settings = runtime().settings
        report = verify(session, folder=settings.data_dir, secret=settings.secret_key, backdating=settings.demo)
    for flaw in report.flaws:
        click.echo(json.dumps(_flaw(flaw)) if as_json else says(flaw))
    if as_json:
        click.echo(json.dumps(_totals(report)))
    click.echo(_summary(report), err=True)
    sys.exit(0 if report.ok else 1)


def _flaw(flaw: Flaw) -> dict[str, Any]:
    return {"fault": flaw.fault.value, "position": flaw.position, "event": _text(flaw.event_id), "says": says(flaw)}


def _totals(report: Report) -> dict[str, Any]:
    return {
        "ok": report.ok,
        "found": report.found,
        "sealed": report.sealed,
        "unsealed": report.tail.count,
        "unsealed_since": report.tail.since.isoformat() if report.tail.since else None,
        "begins_after": report.begins,
        "position": report.head.position,
        "hash": report.head.hash,
        "heads": report.heads,
        "last_head": report.last_head.isoformat() if report.last_head else None,
        "heads_of_other_keys": report.foreign,
        "unreadable_lines": report.torn,
        "backdated": report.backdated,
    }


def _summary(report: Report) -> str:
    parts = [f"{report.sealed} events sealed, {report.tail.count} not yet; {report.heads} signed heads."]
    if report.begins:
        parts.append(f"It begins behind position {report.begins}: what was before has had its time.")
    if report.tail.since:
        parts.append(f"Not sealed since {moment(report.tail.since)}.")
    if report.last_head:
        parts.append(f"The last head was signed on {moment(report.last_head)}; the chain ends at {report.head.hash}.")
    if report.foreign:
        parts.append(
            f"{report.foreign} heads are signed with another key than today's; they were compared all the same."
        )
    if report.torn:
        parts.append(f"{report.torn} lines of the file of heads cannot be read.")
    parts.append("Nothing is wrong." if report.ok else f"{report.found} things are wrong. {NEXT}")
    return "\n".join(parts)


@audit.command("show")
@click.option(
    "--person", "email", default="", help="E-mail address of somebody: what they did, and what was done about them."
)
@click.option("--about", "about", type=click.UUID, help="Id of a person or of any record, such as a decision.")
@click.option("--json", "as_json", is_flag=True, help="One line of JSON for each event.")
@click.pass_obj
def show(app: Flask, email: str, about: UUID | None, as_json: bool) -> None:
    """Tell the trail of one person or one record, oldest first. Exit 1 when there is none."""
    if bool(email) == bool(about):
        raise click.UsageError("Say whose trail: either --person ADDRESS or --about ID.")
    with app.app_context(), runtime().database.unit_of_work(Mode.READ) as session:
        found = about or _person(session, email)
        count = _tell(session, found, as_json) if found else 0
    if not count:
        click.echo(f"Nothing is recorded of {about or email}. Check the spelling.", err=True)
        sys.exit(1)


def _person(session: Session, email: str) -> UUID | None:
    person = queries.person_by_email(session, email)
    return person.id if person else None


def _tell(session: Session, of: UUID, as_json: bool) -> int:
    """Page by page, as long as there are events; how many there were."""
    count, cursor = 0, ""
    while True:
        found = trails.trail(session, of, cursor=cursor)
        for line in tell(session, (row[0] for row in found.items), runtime().hooks):
            click.echo(json.dumps(_facts(line)) if as_json else f"{moment(line.at)}: {line.says}")
        count, cursor = count + len(found.items), found.after
        if not cursor:
            return count


def _facts(line: Told) -> dict[str, Any]:
    event = line.event
    return {
        "at": event.created_at.isoformat(),
        "says": line.says,
        "action": event.action,
        "id": str(event.id),
        "actor": _text(event.actor_id),
        "about": _text(event.about_id),
        "subject_kind": event.subject_kind,
        "subject": str(event.subject_id),
        "details": event.details,
        "request": event.request_id,
    }


def _text(value: UUID | None) -> str | None:
    return str(value) if value else None
