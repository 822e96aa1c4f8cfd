"""Two routes that stand beside the guard's unit of work: health, and static files."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify, request, send_from_directory
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from lms.core import clock
from lms.core.access import Mode, Open, requires
from lms.core.db.schema import behind
from lms.core.web.runtime import runtime

BARE = {"lms.healthz", "lms.static"}
STATIC = Path(__file__).resolve().parents[2] / "static"
YEAR = 60 * 60 * 24 * 365


def add_service_routes(root: Blueprint) -> None:
    """Mount /healthz and /static below the root blueprint."""
    root.add_url_rule("/healthz", "healthz", healthz)
    root.add_url_rule("/static/<path:filename>", "static", static)


@requires(Open.PUBLIC)
def static(filename: str) -> Response:
    """A vendored or own file; its compressed twin when the browser takes gzip."""
    packed = f"{filename}.gz"
    if request.accept_encodings["gzip"] and (STATIC / packed).is_file():
        reply = send_from_directory(STATIC, packed, mimetype=_type(filename), max_age=YEAR)
        reply.headers["Content-Encoding"] = "gzip"
        reply.headers["Vary"] = "Accept-Encoding"
        return reply
    return send_from_directory(STATIC, filename, max_age=YEAR)


def _type(filename: str) -> str:
    return {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}.get(
        filename.rsplit(".", 1)[-1], "application/octet-stream"
    )


@requires(Open.PUBLIC)
def healthz() -> tuple[Response, int]:
    """200 when database and migrations are in order, else 503; always JSON."""
    try:
        facts = _facts()
    except SQLAlchemyError:
        facts = {"database": "unreachable", "migrations": "unknown", "outbox_age_s": None}
    ok = facts["database"] == "ok" and facts["migrations"] == "current"
    facts = {"status": "ok" if ok else "unavailable", **facts, "version": runtime().version}
    return jsonify(facts), 200 if ok else 503


def _facts() -> dict[str, Any]:
    with runtime().database.unit_of_work(Mode.READ) as session:
        current = not behind(session.connection(), runtime().schemas)
        age = _outbox_age(session) if current else None
    return {"database": "ok", "migrations": "current" if current else "behind", "outbox_age_s": age}


def _outbox_age(session: Session) -> int:
    jobs = sa.table("lms_job", sa.column("state"), sa.column("due_at", sa.DateTime))
    oldest = session.scalar(sa.select(sa.func.min(jobs.c.due_at)).where(jobs.c.state == "waiting"))
    if oldest is None:
        return 0
    now = clock.now()
    return max(0, int((now - (oldest if oldest.tzinfo else oldest.replace(tzinfo=now.tzinfo))).total_seconds()))
