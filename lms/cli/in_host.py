"""`flask lms …`: the verbs of `peer-lms`, over the host app that `flask` has found."""

from typing import Any

import click
from flask.cli import ScriptInfo

from lms.cli import build
from lms.cli.endings import ending_well
from lms.core.errors import NotReady
from lms.core.web.runtime import KEY

__all__ = ["lms"]

NAME = "flask lms"


class InHost(click.Group):
    """A group whose verbs are known once the host app is."""

    @ending_well(NAME)
    def make_context(self, *arguments: Any, **options: Any) -> click.Context:
        return super().make_context(*arguments, **options)

    @ending_well(NAME)
    def invoke(self, ctx: click.Context) -> Any:
        return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return _verbs(ctx).list_commands(ctx)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _verbs(ctx).get_command(ctx, cmd_name)


def _verbs(context: click.Context) -> click.Group:
    app = context.ensure_object(ScriptInfo).load_app()
    if KEY not in app.extensions:
        raise NotReady("This app has no PeerLMS.", 'Add it: PeerLMS(app, url_prefix="/training").')
    context.obj = app
    return build(app)


lms = InHost("lms", help="Peer LMS in this app.")
