"""The token that a form leads to: the same one however often that very form is pressed.

Whoever showed a second factor goes on under a new token. Pressed twice, the form comes again under the old one, which
is a stranger's by then. The old token, the form's key and all it said lead to the new one, and nothing less does:
whoever has the same code in another browser, or another form of this one, is led nowhere.
"""

import base64
import hmac
import json

from flask import g, request

from lms.core.web.browser import sent_token, sign_browser
from lms.core.web.replies import form_key
from lms.core.web.runtime import runtime
from lms.core.web.sent import fingerprint

__all__ = ["following", "led_on", "tell_again", "to_be_told_again"]


def following() -> str | None:
    """The token that follows the one this browser sent by way of this form; None where no form of ours was sent."""
    before, key = sent_token(), form_key() if request.method == "POST" else ""
    if before is None or not key:
        return None
    press = json.dumps([before, key, request.endpoint, fingerprint()]).encode()
    made = hmac.digest(runtime().settings.secret_key.encode(), b"following:" + press, "sha256")
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def led_on() -> str:
    """Give this browser the token that this form leads to; any new one, where the form came without a key."""
    return sign_browser(following())


def to_be_told_again(token: str) -> None:
    """Note that this form was pressed before, and led to `token`."""
    g.lms_pressed_again = token


def tell_again() -> bool:
    """Give the browser the token once more that this form led to before. False where it was not pressed before."""
    token = g.get("lms_pressed_again")
    if token is not None:
        sign_browser(token)
    return token is not None
