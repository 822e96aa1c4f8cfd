"""`peer-lms serve`: everything for a first look in one process group: migrate, demo, worker, web."""

import logging
import os
import socket
import subprocess
import sys

import click
import waitress
from flask import Flask
from flask.cli import ScriptInfo

from lms.cli.demo import load_story
from lms.cli.migrate import prepare
from lms.core.errors import NotReady
from lms.core.logs import to_stderr
from lms.core.web.runtime import KEY, Runtime
from lms.people import links, queries
from lms.people.cast import DOMAIN, SIGN_IN

__all__ = ["serve"]

THREADS = 8
# waitress takes a form in whole before a thread sees it: slow ones cost a connection each, so there are many.
CONNECTIONS = 1000


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
        waitress.serve(
            app,
            host=host,
            port=port,
            threads=THREADS,
            ident="peer-lms",
            connection_limit=CONNECTIONS,
            asyncore_use_poll=True,
        )
    finally:
        worker.terminate()
        worker.wait(10)


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
