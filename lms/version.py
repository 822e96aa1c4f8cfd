"""The version, on its own so that building the package imports nothing."""

VERSION = "0.1.0"
# The day the whole suite last passed on this version. The accessibility statement and security.txt count from it.
RELEASED = "2026-11-30"
