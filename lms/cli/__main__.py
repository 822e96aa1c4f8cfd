"""`python -m lms.cli`."""

from lms.cli import main

main()
