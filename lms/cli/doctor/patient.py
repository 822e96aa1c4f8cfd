"""What the doctor looks at: settings as given and as read, and the database when it can be had."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import Flask

from lms.core import settings as settings_of
from lms.core.db import Database, make_engine
from lms.core.db.schema import CORE, Schema
from lms.core.errors import NotReady
from lms.core.settings import Settings, Unusable
from lms.core.web.runtime import KEY, Runtime
from lms.plugins.guests import Guest

__all__ = ["Patient", "patient_of"]


@dataclass(frozen=True)
class Patient:
    """An installation, whether it can start or not. `database` is None when its address leads nowhere."""

    given: Mapping[str, Any]
    settings: Settings
    unusable: tuple[Unusable, ...] = ()
    refused: NotReady | None = None
    database: Database | None = None
    schemas: tuple[Schema, ...] = (CORE,)
    guests: tuple[Guest, ...] = ()
    hosted: bool = False


def patient_of(app: Flask | None) -> Patient:
    """The installation behind an app; or, when none could be made, what its settings say."""
    if app is None:
        return _not_started()
    runtime: Runtime = app.extensions[KEY]
    _settings, problems = settings_of.examine(app.config)
    return Patient(
        settings_of.given(app.config),
        runtime.settings,
        tuple(problems),
        database=runtime.database,
        schemas=runtime.schemas,
        guests=_guests(runtime.owner),
        hosted=runtime.hosted,
    )


def _not_started() -> Patient:
    settings, problems = settings_of.examine()
    patient = Patient(settings_of.given(), settings, tuple(problems))
    try:
        return replace(patient, database=Database(make_engine(settings.database), object()))
    except NotReady as problem:
        return replace(patient, refused=problem)
    except OSError:  # the data folder cannot be made, which is among the problems
        return patient


def _guests(owner: Any) -> tuple[Guest, ...]:
    return tuple(owner.loaded.guests)
