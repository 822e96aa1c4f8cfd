"""The least that a Flask app with sign-in does: one query, one small template."""

import os

from flask import Flask, render_template
from flask_login import LoginManager, UserMixin, login_required, login_user
from jinja2 import DictLoader
from sqlalchemy import Column, Integer, String, create_engine, orm

app, sessions = Flask("bare"), orm.sessionmaker(create_engine(os.environ["BARE_DATABASE"]))
app.secret_key, app.jinja_loader = "bare", DictLoader({"page.html": "<h1>Hello {{ current_user.name }}</h1>"})


class User(UserMixin, orm.declarative_base()):
    __tablename__, id, name = "person", Column(Integer, primary_key=True), Column(String(200))


@LoginManager(app).user_loader
def person(key="1"):
    with sessions() as session:
        return session.get(User, int(key))


app.add_url_rule("/sign-in", "sign_in", lambda: str(login_user(person())))
app.add_url_rule("/", "home", login_required(lambda: render_template("page.html")))
