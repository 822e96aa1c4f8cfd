"""What the people of the demo story write and say."""

import io
import math
import wave
from importlib.resources import files
from typing import Any

import yaml

_WORDS: dict[str, Any] = yaml.safe_load(
    (files("assessments") / "content" / "demo-words.yaml").read_text(encoding="utf-8")
)
# Piece of the plan → what somebody offered ("offered"), and what the assessor found strong in it ("strong").
PIECES: dict[str, dict[str, str]] = _WORDS["pieces"]
NOT_YET: dict[str, str] = _WORDS["not_yet"]
AGREED: str = _WORDS["agreed"]


def recording() -> bytes:
    """Two quiet seconds of a tone, as a WAV file: a recording that plays."""
    rate = 8000
    wave_form = bytes(128 + round(20 * math.sin(2 * math.pi * 330 * place / rate)) for place in range(2 * rate))
    kept = io.BytesIO()
    with wave.open(kept, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(wave_form)
    return kept.getvalue()
