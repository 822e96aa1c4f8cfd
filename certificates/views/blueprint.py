"""The blueprint that all pages of certificates hang on."""

from flask import Blueprint
from werkzeug.wrappers import Response

bp = Blueprint("certificates", __name__)

Answer = Response
