"""Two routes that stand beside the guard's unit of work: health, and static files."""

import gzip
import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify, request, send_from_directory
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from werkzeug.security import safe_join

from lms.core import clock, room
from lms.core.access import Mode, Open, requires
from lms.core.db.schema import behind
from lms.core.web.runtime import runtime

BARE = {"lms.healthz", "lms.static"}
STATIC = Path(__file__).resolve().parents[2] / "static"
PACKED = {".css", ".js", ".svg"}
YEAR = 60 * 60 * 24 * 365
MARKED = re.compile(r"(.+)\.([0-9a-f]{10})\.(\w+)")


def add_service_routes(root: Blueprint) -> None:
    """Mount /healthz and /static below the root blueprint."""
    root.add_url_rule("/healthz", "healthz", healthz)
    root.add_url_rule("/static/<path:filename>", "static", static)


@requires(Open.PUBLIC)
def static(filename: str) -> Response:
    """A vendored or own file, asked for by its name or its marked name; compressed when the browser takes gzip.

    A marked name stands for one content for ever. Another name, or a mark of another version, is asked again.
    """
    plain, mark = unmarked(filename)
    reply = _file(plain)
    reply.vary.add("Accept-Encoding")
    if mark and mark == mark_of(plain):
        reply.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        reply.headers["Cache-Control"] = "no-cache"
    return reply


def _file(name: str) -> Response:
    if not request.accept_encodings["gzip"]:
        return send_from_directory(STATIC, name)
    if (STATIC / f"{name}.gz").is_file():
        reply = send_from_directory(STATIC, f"{name}.gz", mimetype=_type(name))
    elif Path(name).suffix in PACKED and _ours(name):
        reply = Response(_packed(name), mimetype=_type(name))
        reply.set_etag(f"{mark_of(name)}-gzip")
        reply.make_conditional(request)
    else:
        return send_from_directory(STATIC, name)
    reply.headers["Content-Encoding"] = "gzip"
    return reply


def _ours(name: str) -> bool:
    path = safe_join(str(STATIC), name)
    return path is not None and Path(path).is_file()


@lru_cache
def _packed(name: str) -> bytes:
    # A twin beside a file that is edited by hand would be forgotten; these are packed once a process.
    return gzip.compress((STATIC / name).read_bytes(), mtime=0)


def unmarked(name: str) -> tuple[str, str]:
    """A file's own name and the mark its address carries: lms.0123456789.css → (lms.css, 0123456789)."""
    found = MARKED.fullmatch(name)
    return (f"{found[1]}.{found[3]}", found[2]) if found else (name, "")


def marked(name: str) -> str:
    """The name a file has in addresses: with a mark of what is in it, so that each content has its own."""
    stem, _dot, ending = name.rpartition(".")
    return f"{stem}.{mark_of(name)}.{ending}"


@lru_cache
def mark_of(name: str) -> str:
    """Ten digits that change with the file's content."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def _type(filename: str) -> str:
    return {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}.get(
        filename.rsplit(".", 1)[-1], "application/octet-stream"
    )


@requires(Open.PUBLIC)
def healthz() -> tuple[Response, int]:
    """200 when database and migrations are in order and there is room left, else 503; always JSON."""
    try:
        facts = _facts()
    except SQLAlchemyError:
        facts = {"database": "unreachable", "migrations": "unknown", "outbox_age_s": None}
    facts["room"] = "ok" if room.left(runtime().settings.data_dir) else "none left"
    ok = facts["database"] == "ok" and facts["migrations"] == "current" and facts["room"] == "ok"
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
