"""Our app with a fault planted, for the bench to see."""

import time

from flask import Flask

from lms.app import create_app

BUSY_SECONDS = 0.003


def busy() -> Flask:
    """The app with three milliseconds of work too many in every page but its static files."""
    app = create_app()

    @app.before_request
    def work() -> None:
        until = time.process_time() + BUSY_SECONDS
        while time.process_time() < until:
            pass

    return app
