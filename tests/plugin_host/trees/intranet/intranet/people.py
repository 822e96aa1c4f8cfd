"""Who works here, and the extensions every page uses."""

from flask_login import LoginManager, UserMixin
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect

db = SQLAlchemy()
manager = LoginManager()
manager.login_view = "login"
guard = CSRFProtect()


class User(UserMixin, db.Model):
    """Somebody who works here. The intranet's tables may have any name: ours all begin with lms_."""

    __tablename__ = "person"

    id = db.Column(db.Integer, primary_key=True)
    email = db.Column(db.String(200), unique=True)


class Room(db.Model):
    """A meeting room that somebody has booked."""

    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(80))


@manager.user_loader
def load(user_id: str) -> User | None:
    """The user behind a session."""
    return db.session.get(User, int(user_id))
