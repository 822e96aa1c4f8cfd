"""A host and two plugins, all wheels: the host's own pages are the same to the byte with Peer LMS and without."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from plugin_host.clean import Clean, build_wheel, missing_libraries

HERE = Path(__file__).parent
TREES = ("intranet", "noticeboard", "staffdoor")
Tour = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="module")
def house(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Clean:
    """A clean environment with our wheel, the host's and the plugins'; the scripts lie beside it."""
    if missing_libraries():
        pytest.skip(f"NOT INSTALLED: {', '.join(missing_libraries())}: run .ci/setup test")
    made = Clean.make(tmp_path_factory.mktemp("host"))
    made.install(wheel)
    for name in TREES:
        tree = shutil.copytree(HERE / "trees" / name, made.folder / "trees" / name)
        made.install(build_wheel(tree, made.folder / "wheels" / name))
    for script in ("tour.py", "furniture.py", "plants.py", "beside.py"):
        shutil.copy(HERE / script, made.folder)
    return made


@pytest.fixture(scope="module")
def tours(house: Clean) -> Mapping[str, Tour]:
    """Every tour of the host's pages: those without Peer LMS from a process that never heard of it."""
    found: dict[str, Tour] = {}
    for guests in ("bare", "with"):
        said = house.run("python", "tour.py", str(house.folder / "tours"), guests)
        found |= json.loads(next(line for line in said.splitlines() if line.startswith("{")))
    return found


def differing(one: Tour, other: Tour, part: str) -> set[str]:
    """The pages, or the furniture, that are not the same."""
    assert one[part].keys() == other[part].keys()
    return {name for name, seen in one[part].items() if seen != other[part][name]}


def test_everything_here_is_installed_from_wheels(house: Clean) -> None:
    where = "import lms, intranet, noticeboard, staffdoor as s; print(lms.__file__, intranet.__file__, noticeboard.__file__, s.__file__)"
    places = house.run("python", "-c", where).split()
    assert [Path(place).relative_to(house.site).parts[0] for place in places] == ["lms", *TREES]


def test_the_tour_sees_what_it_should(tours: Mapping[str, Tour]) -> None:
    """By hand: each page of the bare host is what its label says, so that the comparison is of something."""
    statuses = {label: seen[0][:3] for label, seen in tours["bare"]["pages"].items()}
    assert len(statuses) == 32
    assert statuses == {
        "index": "200", "index again": "200", "index head": "200", "index options": "200", "redirect": "302",
        "folder without its slash": "308", "not found": "404", "not found, like ours": "404",
        "not found, like our health": "404", "not found, like our style sheet": "404",
        "not found, nearly at our place": "404", "method not allowed": "405", "refused": "418", "broken": "500",
        "style sheet": "200", "data": "200", "signed out, sent to the door": "302", "form without a token": "400",
        "door": "200", "door, nothing typed": "200", "door, a stranger": "200", "door, welcome": "303",
        "index, signed in": "200", "form with a token": "303", "rooms": "200", "rooms, without a token": "400",
        "rooms once more": "200", "rooms, too long a name": "200", "rooms, booked": "303",
        "rooms, with one in it": "200", "out": "303", "rooms, signed out": "302",
    }  # fmt: skip


@pytest.mark.parametrize(("without", "beside"), [("bare", "with"), ("bare, guard last", "with, guard last")])
def test_the_hosts_own_pages_are_the_same_to_the_byte(tours: Mapping[str, Tour], without: str, beside: str) -> None:
    assert differing(tours[without], tours[beside], "pages") == set()
    assert differing(tours[without], tours[beside], "furniture") == set()
    assert len(tours[beside]["pages"]) == 32
    assert (tours[without]["imported"], tours[beside]["imported"]) == ([], ["lms", "modules"])
    assert (tours[without]["ours"], tours[beside]["ours"][:5]) == ([], [200, 302, 404, 302, 200])
    assert len(tours[beside]["ours"]) == 31


NOT_FOUND = {
    "not found", "not found, like ours", "not found, like our health", "not found, like our style sheet",
    "not found, nearly at our place",
}  # fmt: skip
STAFF_ONLY = {"rooms", "rooms once more", "rooms, too long a name", "rooms, booked", "rooms, with one in it"}
INDEX = {"index", "index again", "index head", "index, signed in"}
UNGUARDED = {"form without a token", "rooms, without a token"}
# What each plant changes at the least: pages, and what stands where. By hand, from what the plant does.
PLANTED = {
    "a_listener": (set(), {"listeners"}),
    "error_page": (NOT_FOUND, {"error handlers"}),
    "template": (INDEX, {"loader"}),
    "a_filter": (NOT_FOUND | STAFF_ONLY - {"rooms, booked"} | INDEX - {"index head"}, {"filters"}),
    "guard": (UNGUARDED, {"settings"}),
    "login_manager": (STAFF_ONLY | {"index, signed in"}, {"login"}),
    "session": ({"door, welcome", "rooms"}, {"session interface"}),
    "header": (NOT_FOUND | STAFF_ONLY | INDEX | UNGUARDED | {"style sheet", "broken", "out"}, {"after"}),
}


@pytest.mark.parametrize("plant", PLANTED)
def test_a_guest_that_treads_on_the_hosts_toes_is_seen(tours: Mapping[str, Tour], plant: str) -> None:
    pages, furniture = PLANTED[plant]
    assert pages - differing(tours["bare"], tours[plant], "pages") == set()
    assert furniture - differing(tours["bare"], tours[plant], "furniture") == set()


def test_two_hosts_in_one_process_do_not_hear_each_other(house: Clean) -> None:
    said = house.run("python", "beside.py", str(house.folder / "beside"))
    assert json.loads(next(line for line in said.splitlines() if line.startswith("{"))) == {
        "nobody came in yet": True,
        "pinned": [303, 303],
        "boards": [["north: tea at four"], ["south: no tea"]],
        "heard": [
            ["came in: Ann of the north", "heard: north: tea at four"],
            ["came in: Ann of the south", "heard: south: no tea"],
        ],
        "corner": [200, 404],
        "forged": 403,
        "unknown": 403,
        "framed": "frame-ancestors https://portal.intranet.example",
        "a session of the other": 302,
        "a receiver without a sender": ["one", "two"],
    }


def test_the_flask_command_of_the_host_has_our_verbs(house: Clean, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTRANET_FOLDER", str(house.folder / "served"))
    flask = ("python", "-m", "flask", "--app", "intranet.wsgi", "lms")
    assert "The database is in order." in house.run(*flask, "migrate")
    house.run(*flask, "person", "add", "ann@intranet.example", "--name", "Ann", "--role", "admin")
    assert "no person x@y.example" in house.run(*flask, "person", "grant", "x@y.example", "hr", code=1)
    listed = house.run("python", "-m", "flask", "--app", "intranet.wsgi", "--help")
    assert "Peer LMS in this app." in listed
