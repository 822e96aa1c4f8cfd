"""`peer-lms serve`: everything for a first look in one process group: migrate, demo, worker, web."""

import logging
import os
import resource
import socket
import subprocess
import sys
from collections.abc import Mapping
from typing import Any

import click
import waitress
from flask import Flask
from flask.cli import ScriptInfo

from lms.cli.demo import load_story
from lms.cli.migrate import prepare
from lms.core.errors import NotReady
from lms.core.logs import to_stderr
from lms.core.web.guard import MOST_BYTES
from lms.core.web.runtime import KEY, Runtime
from lms.people import links, queries
from lms.people.cast import DOMAIN, SIGN_IN

__all__ = ["serve"]

KILOBYTE = 1024
# waitress takes a form in whole before a thread sees it, and a reply from it at once: whoever is slow costs a
# connection, of which there are many, and no thread. What each may hold in memory is little; the rest goes to a file.
CONNECTIONS = 1000
LIMITS: Mapping[str, Any] = {
    "threads": 8,
    "connection_limit": CONNECTIONS,
    "asyncore_use_poll": True,
    "channel_timeout": 60,  # whoever sends nothing for so long, and takes nothing, has gone
    "cleanup_interval": 10,
    "max_request_header_size": 32 * KILOBYTE,
    "max_request_body_size": MOST_BYTES,
    "inbuf_overflow": 64 * KILOBYTE,
    "outbuf_overflow": 128 * KILOBYTE,
    "outbuf_high_watermark": 2 * MOST_BYTES,  # past it a thread would wait for whoever reads slowly
}
# A connection, what came over it, what goes back over it; and what the program itself has open.
FILES = 3 * CONNECTIONS + 200


@click.command()
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8000, envvar="PORT")
@click.pass_obj
def serve(app: Flask, host: str, port: int) -> None:
    """Bring the database up, load the demo if asked, and serve the web and the worker."""
    runtime: Runtime = app.extensions[KEY]
    if not runtime.hosted:
        to_stderr(logging.WARNING)  # somebody reads along: what is well goes without saying
    _port_is_free(host, port)
    prepare(runtime, runtime.schemas)
    with app.app_context():
        _welcome(runtime, f"http://{host}:{port}{runtime.prefix}")
    worker = subprocess.Popen([*_command(), "work", "--parent", str(os.getpid())])
    try:
        logging.getLogger("waitress.queue").setLevel(logging.ERROR)
        _room_for_files(FILES)
        waitress.serve(app, host=host, port=port, ident="peer-lms", **LIMITS)
    finally:
        worker.terminate()
        worker.wait(10)


def _room_for_files(many: int) -> None:
    """Let this process have so many files open, if the machine allows: a usual limit is a thousand."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < many:
        wanted = many if hard == resource.RLIM_INFINITY else min(many, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def _command() -> list[str]:
    """What runs a verb as this one is run: in a host, over the host's own app."""
    host = click.get_current_context().find_object(ScriptInfo)
    if host is None:
        return [sys.executable, "-m", "lms.cli"]
    named = ["--app", host.app_import_path] if host.app_import_path else []
    return [sys.executable, "-m", "flask", *named, "lms"]


def _port_is_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise NotReady(f"Port {port} is in use by another program.", f"Run: make run PORT={port + 1}") from None


def _welcome(runtime: Runtime, address: str) -> None:
    if runtime.settings.demo:
        load_story(runtime)
    if runtime.hosted:
        click.echo(f"\nPeer LMS is at {address}")
        return
    if runtime.settings.demo:
        click.echo(f"\nPeer LMS is at {address}\nChoose whom to be at {address}/demo, for example:")
        for person in SIGN_IN:
            click.echo(f"  {person.key + '@' + DOMAIN:<26} {person.name}, {person.comes_to}")
        return
    with runtime.database.unit_of_work() as session:
        first = (
            links.first_administrator(session, secret=runtime.settings.secret_key)
            if queries.root_node(session) is None
            else ""
        )
    click.echo(f"\nPeer LMS is at {address}")
    if first:
        click.echo(f"There is nobody here yet. Make the first administrator at:\n  {address}{first}")
