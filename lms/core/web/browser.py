"""What we keep in a browser: one session token, a notice on its way to the next page, how a stranger likes to read."""

import hashlib
import hmac
import re
import secrets
from datetime import timedelta
from functools import lru_cache
from typing import Any

from flask import Response, g, request
from itsdangerous import BadSignature, URLSafeSerializer

from lms.core.text import Text
from lms.core.web.runtime import runtime, this_request

SESSION_COOKIE = "lms_session"
NOTICE_COOKIE = "lms_notice"
READING_COOKIE = "lms_reading"
DEVICE_COOKIE = "lms_device"
SESSION_LIFE = timedelta(days=30)
READING_LIFE = timedelta(days=365)
DEVICE_LIFE = timedelta(days=365)
MOST_ACCOUNTS = 5  # a browser that several people share
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


def browser_token() -> str:
    """The random token of this browser; made, and sent with the reply, when there is none yet."""
    token: str | None = g.get("lms_token")
    if token is None:
        token = g.lms_token = sent_token() or sign_browser()
    return token


def present_token() -> str | None:
    """The token this browser holds once it has our reply: a new one given in this request, else the one it sent."""
    return g.get("lms_token") or sent_token()


def sent_token() -> str | None:
    """The token this browser sent, or None."""
    sent = this_request().cookies.get(named(SESSION_COOKIE), "")
    return sent if _TOKEN.fullmatch(sent) else None


def sign_browser(made: str | None = None) -> str:
    """Give this browser a new token, as at every sign-in and sign-out: one that nobody can guess, or the one `made`."""
    token = g.lms_token = made or secrets.token_urlsafe(32)
    g.lms_new_token = True
    return token


def digest(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_token() -> str:
    """The token that proves a form came from a page of ours, in this browser. It has no age limit."""
    return _proof(runtime().settings.secret_key, browser_token())


@lru_cache(maxsize=1024)
def _proof(secret: str, token: str) -> str:
    return hmac.digest(secret.encode(), b"csrf:" + token.encode(), "sha256").hex()


def notice(text: Text) -> None:
    """Say this at the top of the next page."""
    g.setdefault("lms_notices", []).append(str(text))


def notices() -> list[str]:
    """What to say at the top of this page; said once."""
    sent = request.cookies.get(named(NOTICE_COOKIE))
    g.lms_notices_shown = True
    return [*_opened(sent), *g.pop("lms_notices", [])]


def keep_despite_error() -> None:
    """Commit this request although its reply is an error, e.g. to count a failed sign-in."""
    g.lms_keep = True


def sent_reading() -> str:
    """How this browser's pages look for whoever has not said so themselves; "" if nobody chose."""
    return request.cookies.get(named(READING_COOKIE), "")


def keep_reading(choice: str) -> None:
    """Let pages look like this in this browser, for whoever is not signed in."""
    g.lms_reading = choice


def _opened(sent: str | None) -> list[str]:
    if not sent:
        return []
    try:
        return [str(text) for text in _signer().loads(sent)]
    except BadSignature:
        return []


def _signer(salt: str = "notice") -> URLSafeSerializer:
    by_sha256 = {"digest_method": hashlib.sha256}
    return URLSafeSerializer(runtime().settings.secret_key, salt=f"lms-{salt}", signer_kwargs=by_sha256)


def remember_device(account: str) -> None:
    """Mark this browser as one that has been signed in to this account (any digest of it): strangers' have no mark."""
    mark, accounts = _device() or (secrets.token_urlsafe(16), [])
    g.lms_device = [mark, [account, *(other for other in accounts if other != account)][:MOST_ACCOUNTS]]


def known_device(account: str) -> str | None:
    """The mark of this browser when it has been signed in to this account before."""
    found = _device()
    return found[0] if found is not None and account in found[1] else None


def _device() -> tuple[str, list[str]] | None:
    try:
        mark, accounts = g.get("lms_device") or _signer("device").loads(request.cookies.get(named(DEVICE_COOKIE), ""))
    except (BadSignature, ValueError, TypeError):
        return None
    return str(mark), [str(account) for account in accounts]


def tells_browser(response: Response) -> bool:
    """Whether a reply gives the browser something to keep, beside a notice."""
    ours = ("lms_new_token", "lms_reading", "lms_device")
    return any(name in g for name in ours) or "Set-Cookie" in response.headers


def send_cookies(response: Response) -> Response:
    """Put what this request decided about the browser into its reply."""
    decided = g.get  # bound once: each look through the proxy costs as much as the rest of a line here
    if decided("lms_new_token"):
        _send(response, SESSION_COOKIE, decided("lms_token"), SESSION_LIFE)
    reading, waiting, device = decided("lms_reading"), decided("lms_notices"), decided("lms_device")
    if reading is not None:
        _send(response, READING_COOKIE, reading, READING_LIFE)
    if waiting:
        _send(response, NOTICE_COOKIE, str(_signer().dumps(waiting)))
    elif decided("lms_notices_shown") and named(NOTICE_COOKIE) in request.cookies:
        response.delete_cookie(named(NOTICE_COOKIE), **looks_of_cookies())
    if device is not None:
        _send(response, DEVICE_COOKIE, str(_signer("device").dumps(device)), DEVICE_LIFE)
    return response


def _send(response: Response, cookie: str, value: str, life: timedelta | None = None) -> None:
    response.set_cookie(named(cookie), value, max_age=life, **looks_of_cookies())


def looks_of_cookies() -> dict[str, Any]:
    """What every cookie of ours is sent with: for no script, over https where we have it, below our own path."""
    return {"httponly": True, "secure": runtime().settings.over_https, "samesite": "Lax", "path": _home()}


def named(cookie: str) -> str:
    """A cookie's name. Over https one that says so; where the whole site is ours, no site beside it can set it."""
    if not runtime().settings.over_https:
        return cookie
    return f"__Host-{cookie}" if _home() == "/" else f"__Secure-{cookie}"


def _home() -> str:
    """The path below which everything is ours: cookies go no further, and a host's own pages never see them."""
    return f"{request.script_root}{runtime().prefix}" or "/"
