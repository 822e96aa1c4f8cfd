"""What changes in assessments. `__all__` is the contract with other packages."""

from assessments.services.drafts import Draft, Offered, Shelf, save_draft, save_file
from assessments.services.evidence import start, submit, try_again
from assessments.services.frameworks import import_framework, publish
from assessments.services.linking import link
from assessments.services.marking import decide, save_for_later
from assessments.services.portfolios import allocate, begin_portfolio, not_this_person
from assessments.services.quality import agree, ask_again

__all__ = [
    "Draft",
    "Offered",
    "Shelf",
    "agree",
    "allocate",
    "ask_again",
    "begin_portfolio",
    "decide",
    "import_framework",
    "link",
    "not_this_person",
    "publish",
    "save_draft",
    "save_file",
    "save_for_later",
    "start",
    "submit",
    "try_again",
]
