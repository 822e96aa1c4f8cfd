"""A staff intranet: an app that has everything of its own that a guest could tread on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from intranet import pages, sessions
from intranet.people import User, db, guard, manager

__all__ = ["create_app"]

STAFF = ("ann@intranet.example", "bob@intranet.example", "carol@intranet.example")


def create_app(
    folder: Path, training: Callable[[Flask], Any] | None = None, *, guard_first: bool = True, **config: Any
) -> Flask:
    """The intranet over a folder; `training` adds what it likes, before or after the guard against forged forms."""
    folder.mkdir(parents=True, exist_ok=True)
    app = Flask("intranet")
    app.config.update(SECRET_KEY="the intranet's own", SQLALCHEMY_DATABASE_URI=f"sqlite:///{folder / 'intranet.db'}")
    app.config.update(config)
    db.init_app(app)
    manager.init_app(app)
    app.session_interface = sessions.Drawers()
    for add in (guard.init_app, training) if guard_first else (training, guard.init_app):
        if add is not None:
            add(app)
    pages.add_to(app)
    with app.app_context():
        db.create_all()
        if not db.session.query(User).count():
            db.session.add_all(User(email=email) for email in STAFF)
            db.session.commit()
    return app
