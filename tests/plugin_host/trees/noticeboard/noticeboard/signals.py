"""What others may hear."""

from blinker import Signal

note_pinned = Signal("A note was pinned up. Sent with `session` and `text`.")
