"""Last year's budgets are closed once everything that was booked in them is settled."""

from datetime import time

from marketplace.accounts.enums import OfficerRole
from marketplace.budgets.selectors.period_end import ended_pots, period_ends
from marketplace.budgets.services import close_pot
from marketplace.core import clock

from .authority import officer
from .load import Load


def load_year_end(load: Load) -> None:
    """Close every budget whose day for that has come, on that day."""
    finance = officer(OfficerRole.FINANCE)
    with clock.at(load.ago(0)):
        ends = [end for end in period_ends(ended_pots()) if not end.why_not]
    for end in load.track(sorted(ends, key=lambda end: (end.due_on, end.pot.child.given_name, end.pot.stream.code))):
        with clock.at(clock.local_moment(end.due_on, time(8))):
            close_pot(actor=finance, pot=end.pot)
