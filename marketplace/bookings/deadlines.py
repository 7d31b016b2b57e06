"""How long each party has. Working days are counted in England, in local time."""

from datetime import datetime, timedelta

from marketplace.core import clock

#: Longer than a card session, so that the hold outlasts a payment.
HOLD_FOR = timedelta(minutes=30)
ANSWER_WORKING_DAYS = 3
ANSWER_BEFORE_START = timedelta(days=1)
#: Silence after delivery counts as acceptance.
ACCEPT_WITHIN = timedelta(days=14)


def answer_deadline(requested_at: datetime, starts_at: datetime) -> datetime:
    """Return until when the provider may answer: three working days, or a day before the start where that is sooner.

    A request made within a day of the start can be answered until the start.
    """
    before_start = starts_at - ANSWER_BEFORE_START
    if before_start <= requested_at:
        return starts_at
    return min(clock.add_working_days(requested_at, ANSWER_WORKING_DAYS), before_start)
