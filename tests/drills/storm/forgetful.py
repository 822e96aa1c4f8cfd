"""The app, in which a place stays counted for those who mistyped and then got it right: it is to be caught."""

from flask import Flask

from lms.app import create_app
from lms.people import limits


def forgetful() -> Flask:
    """A house that a hospital at nine o'clock is locked out of."""
    limits.forgive_place = lambda *_asked: None
    return create_app()
