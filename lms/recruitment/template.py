"""The template a post is made from: advert, person specification, questions, scale, letters."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

__all__ = ["PostTemplate", "post_template"]

HERE = Path(__file__).parent / "content"
COPIED = ("criteria", "steps", "scale", "interview", "letters")


@dataclass(frozen=True)
class PostTemplate:
    """What a new post starts with; `spec` is what applicants and scorers work with, copied into the post."""

    title: str
    band: str
    about: str
    spec: dict[str, Any]


@cache
def post_template(slug: str = "peer-support-worker") -> PostTemplate:
    """The template, read once. Raises FileNotFoundError when there is none of that name."""
    raw = yaml.safe_load((HERE / f"{slug}.yaml").read_text(encoding="utf-8"))
    return PostTemplate(raw["title"], str(raw["band"]), raw["about"].strip(), {part: raw[part] for part in COPIED})
