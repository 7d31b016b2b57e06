"""Domain events about people, for the apps above."""

from django.dispatch import Signal

#: Sent inside the transaction that gives someone a role at the council, or ends one.
appointments_changed = Signal()
