"""Printing: a page as a tagged PDF, in letters that come with us, with nothing fetched from anywhere else."""

from lms.core.printing.engine import Unprintable, print_page
from lms.core.printing.kept import KeptPrints
from lms.core.printing.letters import missing_letters
from lms.core.printing.naming import print_readable

__all__ = ["KeptPrints", "Unprintable", "missing_letters", "print_page", "print_readable"]
