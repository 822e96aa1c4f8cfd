"""Backups: one file that holds the database and the files, fit for either engine, and the way back from it."""

from lms.backup.archive import Backup, opened
from lms.backup.making import Made, make
from lms.backup.restoring import Restored, restore
from lms.backup.target import Target, expect_fit, look_at

__all__ = ["Backup", "Made", "Restored", "Target", "expect_fit", "look_at", "make", "opened", "restore"]
