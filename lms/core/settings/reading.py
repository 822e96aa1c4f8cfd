"""Reading settings: from the host's config over the environment."""

import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from lms.core.settings.checks import CHECKS
from lms.core.settings.private import with_kept_secret
from lms.core.settings.values import PREFIX, Settings, Unusable

__all__ = ["examine", "given", "load"]

ON = {"1", "true", "yes", "on"}
OFF = {"0", "false", "no", "off", ""}


def load(source: Mapping[str, Any] | None = None) -> Settings:
    """Settings from a mapping of PEER_LMS_* names over the environment.

    Raises NotReady with a sentence and its mend when a value cannot be used.
    """
    settings, problems = examine(source)
    if problems:
        raise problems[0]
    return settings if settings.secret_key else with_kept_secret(settings)


def examine(source: Mapping[str, Any] | None = None) -> tuple[Settings, list[Unusable]]:
    """The settings as far as they can be read, defaults standing in for the rest; and all that is wrong with them."""
    problems: list[Unusable] = []
    values = {}
    raw = given(source)
    for setting in fields(Settings):
        try:
            if PREFIX + setting.name.upper() in raw:
                values[setting.name] = _read(setting.name, setting.default, raw[PREFIX + setting.name.upper()])
        except Unusable as problem:
            problems.append(problem)
    settings = Settings(**values)
    for check in CHECKS:
        try:
            check(settings)
        except Unusable as problem:
            problems.append(problem)
    return settings, problems


def given(source: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Every PEER_LMS_* value as it was given: by the host's config, else by the environment."""
    found: dict[str, Any] = {key: value for key, value in os.environ.items() if key.startswith(PREFIX)}
    found.update({key: value for key, value in (source or {}).items() if key.startswith(PREFIX)})
    return found


def _read(name: str, default: Any, raw: Any) -> Any:
    if isinstance(default, bool):
        return _switch(name, str(raw or "").strip().lower())
    if isinstance(default, int):
        return _number(name, raw)
    if isinstance(default, tuple):
        return (
            tuple(part.strip() for part in str(raw).split(",") if part.strip()) if isinstance(raw, str) else tuple(raw)
        )
    if isinstance(default, Path):
        return Path(raw)
    return str(raw).rstrip("/") if name == "base_url" else str(raw)


def _switch(name: str, raw: str) -> bool:
    if raw not in ON | OFF:
        raise Unusable(
            name,
            f"{PREFIX}{name.upper()} is '{raw}', which is neither on nor off.",
            f"Set {PREFIX}{name.upper()}=1 or {PREFIX}{name.upper()}=0.",
        )
    return raw in ON


def _number(name: str, raw: Any) -> int:
    try:
        return int(raw)
    except (ValueError, TypeError):
        raise Unusable(
            name,
            f"{PREFIX}{name.upper()} is '{raw}', which is not a whole number.",
            f"Set {PREFIX}{name.upper()}=25.",
        ) from None
