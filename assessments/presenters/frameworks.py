"""What is assessed: a whole framework, and which other lists its areas serve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from assessments.models import Area, Domain, FrameworkVersion, PlanPiece

__all__ = ["FrameworkPage", "Served", "framework_page", "served"]


class Entry(NamedTuple):
    """An entry of another list."""

    code: str
    title: str


@dataclass(frozen=True)
class Served:
    """One other list, and those of its entries that an area helps with."""

    title: str
    entries: Sequence[Entry]


def served(area: Area, crosswalks: Sequence[Mapping[str, Any]]) -> list[Served]:
    """What an area helps with elsewhere; lists that it does not touch are left out."""
    found = [
        Served(
            one["title"], [Entry(**entry) for entry in one["entries"] if entry["code"] in area.crosswalk[one["code"]]]
        )
        for one in crosswalks
        if area.crosswalk.get(one["code"])
    ]
    return [one for one in found if one.entries]


@dataclass(frozen=True)
class AreaBlock:
    """One area with all that is said of it."""

    area: Area
    serves: Sequence[Served]
    pieces: Sequence[str]


@dataclass(frozen=True)
class DomainBlock:
    """A domain and its areas."""

    title: str
    areas: Sequence[AreaBlock]


@dataclass(frozen=True)
class Row:
    """One entry of another list, and the codes of the areas that help with it."""

    entry: Entry
    areas: Sequence[str]


@dataclass(frozen=True)
class Crosswalk:
    """Another list, with what helps with each of its entries."""

    title: str
    source: str
    rows: Sequence[Row]


@dataclass(frozen=True)
class FrameworkPage:
    """A whole framework."""

    version: FrameworkVersion
    domains: Sequence[DomainBlock]
    plan: Sequence[PlanPiece]
    crosswalks: Sequence[Crosswalk]


def framework_page(
    version: FrameworkVersion, areas: Sequence[tuple[Domain, Area]], plan: Sequence[PlanPiece]
) -> FrameworkPage:
    """The page of a version."""
    blocks = [
        DomainBlock(
            title,
            [
                AreaBlock(area, served(area, version.crosswalks), [p.title for p in plan if area.code in p.areas])
                for _domain, area in rows
            ],
        )
        for title, rows in groupby(areas, key=lambda row: row[0].title)
    ]
    return FrameworkPage(
        version, blocks, plan, [_crosswalk(one, [area for _d, area in areas]) for one in version.crosswalks]
    )


def _crosswalk(one: Mapping[str, Any], areas: Sequence[Area]) -> Crosswalk:
    rows = [
        Row(Entry(**entry), [area.code for area in areas if entry["code"] in area.crosswalk.get(one["code"], ())])
        for entry in one["entries"]
    ]
    return Crosswalk(one["title"], one["source"], rows)
