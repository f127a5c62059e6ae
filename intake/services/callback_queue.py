"""What staff and the clock do with the queue, in one place for whoever calls it from above."""

from .callback_claims import claim, put_back, renew, return_expired, take_next, take_over
from .callback_outcomes import OUTCOMES, close_request, confirm_number, mark_converted, record_outcome
from .callback_retention import purge_callbacks
from .callback_sla import move_missed, watch_sla
from .callback_times import choose_time

__all__ = [
    "OUTCOMES",
    "choose_time",
    "claim",
    "close_request",
    "confirm_number",
    "mark_converted",
    "move_missed",
    "purge_callbacks",
    "put_back",
    "record_outcome",
    "renew",
    "return_expired",
    "take_next",
    "take_over",
    "watch_sla",
]
