"""Our app with a fault planted, for the bench to see."""

import time

from flask import Flask, Response

from lms.app import create_app

BUSY_SECONDS = 0.01
TOO_MUCH = 100_000


def busy() -> Flask:
    """The app with ten milliseconds of work too many in every page but its static files."""
    app = create_app()

    @app.before_request
    def work() -> None:
        until = time.process_time() + BUSY_SECONDS
        while time.process_time() < until:
            pass

    return app


def heavy() -> Flask:
    """The app with a hundred kilobytes too many in every page."""
    app = create_app()

    @app.after_request
    def add(reply: Response) -> Response:
        if reply.mimetype == "text/html":
            reply.set_data(reply.get_data() + b"<!--" + b"x" * TOO_MUCH + b"-->")
        return reply

    return app
