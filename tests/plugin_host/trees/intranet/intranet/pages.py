"""The intranet's own pages."""

from typing import Any

from flask import Flask, Response, abort, flash, g, jsonify, redirect, render_template, request, url_for
from flask_login import login_required, login_user, logout_user
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from intranet.people import Room, User, db


class SignIn(FlaskForm):
    """By address alone: this is a test."""

    email = StringField("E-mail", [DataRequired()])


class Booking(FlaskForm):
    """A room."""

    name = StringField("Room", [DataRequired(), Length(max=80)])


def index() -> str:
    """The first page, by a template of a name that another package might think its own."""
    return render_template("modules/index.html")


def login() -> Any:
    """The intranet's own door."""
    form = SignIn()
    if form.validate_on_submit():
        user = db.session.query(User).filter_by(email=form.email.data).first()
        if user is not None:
            login_user(user)
            flash(f"Good morning, {user.email}.")
            return redirect(request.args.get("next") or url_for("index"), 303)
        flash("Nobody here has that address.")
    return render_template("form.html", form=form)


def logout() -> Any:
    """Out."""
    logout_user()
    return redirect(url_for("index"), 303)


@login_required
def rooms() -> Any:
    """Rooms that are booked, and a form."""
    form = Booking()
    if form.validate_on_submit():
        db.session.add(Room(name=form.name.data))
        db.session.commit()
        return redirect(url_for("rooms"), 303)
    return render_template("form.html", form=form, rooms=db.session.query(Room).order_by(Room.id).all())


def cheer() -> Any:
    """A form without a form class: only the app's guard looks at it."""
    return redirect(url_for("index"), 303)


def staff_list() -> Any:
    """As data."""
    return jsonify(staff=[user.email for user in db.session.query(User).order_by(User.id)], by=g.site)


def broken() -> Any:
    """A page with a mistake in it."""
    raise RuntimeError("a mistake of the intranet's own")


def teapot() -> Any:
    """A refusal."""
    abort(418)


def before() -> None:
    """What each request begins with."""
    g.site = "Fernbrook"


def after(response: Response) -> Response:
    """What each reply carries."""
    response.headers["X-Intranet"] = g.get("site", "")
    response.headers["Content-Security-Policy"] = "frame-ancestors https://portal.intranet.example"
    return response


def add_to(app: Flask) -> None:
    """Add pages, error pages, and what runs around them."""
    app.add_url_rule("/", "index", index)
    app.add_url_rule("/login", "login", login, methods=["GET", "POST"])
    app.add_url_rule("/logout", "logout", logout, methods=["POST"])
    app.add_url_rule("/rooms", "rooms", rooms, methods=["GET", "POST"])
    app.add_url_rule("/cheer", "cheer", cheer, methods=["POST"])
    app.add_url_rule("/staff.json", "staff", staff_list)
    app.add_url_rule("/broken", "broken", broken)
    app.add_url_rule("/teapot", "teapot", teapot)
    app.add_url_rule("/old", "old", lambda: redirect(url_for("index")))
    app.add_url_rule("/folder/", "folder", lambda: "a folder")
    app.before_request(before)
    app.after_request(after)
    app.context_processor(lambda: {"site": g.get("site", "")})
    app.template_filter("shout")(str.upper)
    for status in (404, 418, 500):
        app.register_error_handler(
            status, lambda problem: (render_template("error.html", problem=problem), problem.code)
        )
