"""Sessions kept by the server. Their names are counted, so that two tours of the pages can be compared."""

from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict


class Drawer(CallbackDict, SessionMixin):
    """What is kept for one browser."""

    def __init__(self, number: str, kept: dict[str, Any]) -> None:
        super().__init__(kept, lambda drawer: setattr(drawer, "modified", True))
        self.number = number
        self.modified = False


class Drawers(SessionInterface):
    """One drawer for each browser."""

    def __init__(self) -> None:
        self.kept: dict[str, dict[str, Any]] = {}

    def open_session(self, app: Flask, request: Request) -> Drawer:
        """The browser's drawer, or an empty one."""
        number = request.cookies.get("intranet", "")
        return Drawer(number, dict(self.kept.get(number, {})))

    def save_session(self, app: Flask, session: Drawer, response: Response) -> None:
        """Keep it, if something was put in or taken out."""
        if session.modified:
            number = session.number or f"drawer-{len(self.kept) + 1}"
            self.kept[number] = dict(session)
            response.set_cookie("intranet", number, httponly=True)
