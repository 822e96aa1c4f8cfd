"""What can be done to starts, checks and supervision. Each verb flushes, writes its audit row, and never commits."""

from lms.employment.services.checks import chase, record_step
from lms.employment.services.correcting import correct_last_day, take_back_leaving
from lms.employment.services.decisions import agree_waiver, confirm, withdraw
from lms.employment.services.holding import lift_hold, place_hold
from lms.employment.services.keeping import answer_second, may_hand_over, name_keeper
from lms.employment.services.leaving import leave
from lms.employment.services.starts import begin, name_manager, name_supervisor, open_start, set_date, tick
from lms.employment.services.supervision import record_supervision

__all__ = [
    "agree_waiver",
    "answer_second",
    "begin",
    "chase",
    "confirm",
    "correct_last_day",
    "leave",
    "lift_hold",
    "may_hand_over",
    "name_keeper",
    "name_manager",
    "name_supervisor",
    "open_start",
    "place_hold",
    "record_step",
    "record_supervision",
    "set_date",
    "take_back_leaving",
    "tick",
    "withdraw",
]
