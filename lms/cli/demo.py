"""`peer-lms demo load`: the demo story."""

import sys
from datetime import UTC, datetime, time

import click
from flask import Flask
from sqlalchemy.orm import Session

from lms.cli.crowd import load_crowd
from lms.core import clock
from lms.core.web.runtime import KEY, Runtime
from lms.jobs.services import due_now
from lms.people import queries
from lms.plugins import Chapter, DemoStory

__all__ = ["demo", "load_story"]


def load_story(runtime: Runtime, *, seed: int = 1) -> DemoStory | None:
    """Tell the whole story in one unit of work, dated relative to today; None when there are people already.

    What it asks a worker for, letters among it, is due from now on: a house that lives is not months behind.
    """
    now = datetime.combine(clock.today(), time(9, 30), UTC)
    story = DemoStory(today=clock.today(), now=min(now, clock.now()), runtime=runtime, seed=seed)
    with runtime.database.unit_of_work() as session:
        if queries.root_node(session) is not None:
            return None
        _tell(runtime, session, story)
        due_now(session)
    return story


def _tell(runtime: Runtime, session: Session, story: DemoStory) -> None:
    # Registered last is called first; the line is told from its beginning.
    plugins = [plugin for plugin in runtime.plugins if hasattr(plugin, "demo")]
    for chapter in Chapter:
        for plugin in plugins:
            plugin.demo(session=session, story=story, chapter=chapter)
            session.flush()


@click.group()
def demo() -> None:
    """The demo story."""


@demo.command("load")
@click.option("--seed", default=1, help="Another seed, other small differences.")
@click.option("--people", default=0, type=click.IntRange(0), help="As many people more, to see what size costs.")
@click.pass_obj
def load(app: Flask, seed: int, people: int) -> None:
    """Load the demo story into an empty database, with a crowd around it if you like."""
    runtime = app.extensions[KEY]
    if not runtime.settings.demo:
        click.echo("Demo mode is off. Set PEER_LMS_DEMO=1, on a database that holds no real people.", err=True)
        sys.exit(1)
    with app.app_context():
        told = load_story(runtime, seed=seed)
        rows = load_crowd(runtime, told, people=people, seed=seed) if told and people else 0
    if not told:
        click.echo("There are people here already; nothing was changed.", err=True)
        return
    click.echo(f"The demo is loaded{f', and {people} people more ({rows} rows)' if rows else ''}.", err=True)
