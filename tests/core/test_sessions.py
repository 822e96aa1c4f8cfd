"""Flask's own session in the standalone app: nothing of ours is in it, and a plugin that uses it may."""

from flask import session

from lms.testing import House


def test_a_plugin_may_keep_something_there_and_others_cannot_make_it_up(house: House) -> None:
    house.app.add_url_rule("/x-keep", "x_keep", lambda: session.setdefault("seen", "kept"))
    house.app.add_url_rule("/x-read", "x_read", lambda: session.get("seen", "nothing"))
    browser = house.app.test_client()
    assert browser.get("/x-read").text == "nothing"
    browser.get("/x-keep")
    assert browser.get("/x-read").text == "kept"
    forged = house.app.test_client()
    forged.set_cookie("session", "eyJzZWVuIjoia2VwdCJ9.aaaa.bbbb")
    assert forged.get("/x-read").text == "nothing"
