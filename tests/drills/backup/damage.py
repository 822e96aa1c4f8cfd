"""Damage of every kind done to a backup: by chance, or by somebody who seals the file anew so that only a part tells."""

import random
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lms.backup import archive, opened
from lms.core.errors import Refused

Change = Callable[[random.Random, dict[str, bytes]], None]
# How often each kind comes in a hundred.
BY_CHANCE = {"a bit": 40, "the end cut off": 20, "a hole of zeros": 5, "bytes added": 5}


@dataclass(frozen=True)
class Verdict:
    """How often each kind was done, and which were taken for sound."""

    reached: Counter[str]
    unseen: list[str]


def harm(sound: Path, times: int, seed: int) -> Verdict:
    """Damage copies of a sound backup, and ask of each whether it is one."""
    chance, reached, unseen = random.Random(seed), Counter[str](), []
    whole, copy = sound.read_bytes(), sound.with_name("damaged.zip")
    parts = _parts(sound)
    kinds = [*BY_CHANCE, *ON_PURPOSE]
    weights = [*BY_CHANCE.values(), *(30 / len(ON_PURPOSE) for _kind in ON_PURPOSE)]
    # Each kind at least once, then by weight.
    for kind in [*kinds, *chance.choices(kinds, weights, k=max(times - len(kinds), 0))]:
        if kind in BY_CHANCE:
            copy.write_bytes(_spoilt(kind, whole, chance))
        else:
            changed = dict(parts)
            ON_PURPOSE[kind](chance, changed)
            put_together(copy, changed)
        reached[kind] += 1
        if passes(copy):
            unseen.append(kind)
    return Verdict(reached, unseen)


def passes(place: Path) -> bool:
    """Whether it would be put back."""
    try:
        with opened(place):
            return True
    except Refused:
        return False


def _spoilt(kind: str, whole: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(whole))
    if kind == "a bit":
        return whole[:at] + bytes([whole[at] ^ 1 << chance.randrange(8)]) + whole[at + 1 :]
    if kind == "the end cut off":
        return whole[:at]
    if kind == "bytes added":
        return whole[:at] + chance.randbytes(chance.randrange(1, 100)) + whole[at:]
    hole = min(512, len(whole) - at)
    left = whole[:at] + bytes(hole) + whole[at + hole :]
    return left if left != whole else whole[:-1]


def _parts(place: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(place) as file:
        return {name: file.read(name) for name in file.namelist()}


def put_together(place: Path, parts: dict[str, bytes]) -> None:
    """A zip of these parts, sealed as a backup is: nothing but what its manifest says can tell that it is none."""
    with zipfile.ZipFile(place, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
        file.comment = archive.MARK + b"0" * archive.DIGITS
    with place.open("r+b") as again:
        archive.seal(again)


def _named(parts: dict[str, bytes], start: str) -> list[str]:
    return sorted(name for name, content in parts.items() if name.startswith(start) and content)


def _bit_of(start: str) -> Change:
    def change(chance: random.Random, parts: dict[str, bytes]) -> None:
        name = chance.choice(_named(parts, start))
        content = bytearray(parts[name])
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        parts[name] = bytes(content)

    return change


def _left_out(chance: random.Random, parts: dict[str, bytes]) -> None:
    del parts[chance.choice(_named(parts, ""))]


def _added(_chance: random.Random, parts: dict[str, bytes]) -> None:
    parts["rows/lms_planted.jsonl"] = b"[1]\n"


def _row_gone(chance: random.Random, parts: dict[str, bytes]) -> None:
    name = chance.choice(_named(parts, "rows/"))
    parts[name] = parts[name].partition(b"\n")[2]


def _row_twice(chance: random.Random, parts: dict[str, bytes]) -> None:
    name = chance.choice(_named(parts, "rows/"))
    parts[name] += parts[name].splitlines(keepends=True)[0]


def _swapped(chance: random.Random, parts: dict[str, bytes]) -> None:
    one, other = chance.sample(_named(parts, "rows/"), 2)
    parts[one], parts[other] = parts[other], parts[one]


ON_PURPOSE: dict[str, Change] = {
    "sealed anew: a bit of a row": _bit_of("rows/"),
    "sealed anew: a bit of a file": _bit_of("files/"),
    "sealed anew: a part left out": _left_out,
    "sealed anew: a part added": _added,
    "sealed anew: a row gone": _row_gone,
    "sealed anew: a row twice": _row_twice,
    "sealed anew: two tables swapped": _swapped,
}


def careless(honest: Callable[..., None], prefix: str) -> Callable[..., None]:
    """A planted verifier: it does not compare the hashes of parts whose names begin so."""

    def expect_part(backup: object, name: str, member: object) -> None:
        if not name.startswith(prefix):
            honest(backup, name, member)

    return expect_part


def kinds() -> Iterator[str]:
    """Every kind there is."""
    yield from BY_CHANCE
    yield from ON_PURPOSE
