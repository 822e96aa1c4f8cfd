"""Signing up, in and out."""

from lms.people.links import set_password
from lms.people.roles import Role
from lms.testing import House, make_node, make_person

PASSWORD = "three words remembered"


def test_a_person_signs_in_sees_home_and_signs_out(house: House) -> None:
    with house.unit() as session:
        org = make_node(session)
        person = make_person(session, {Role.ADMIN: org}, name="Ada", email="ada@test.example")
        set_password(session, person=person, password=PASSWORD)
    browser = house.client()
    after = browser.submit("/sign-in", {"email": "ADA@test.example", "password": PASSWORD})
    assert after.location == "/"
    assert browser.get("/").h1 == "Hello, Ada"
    browser.post("/sign-out")
    assert "/sign-in" in browser.get("/account", status=302).location
