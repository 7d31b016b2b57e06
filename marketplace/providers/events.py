"""Domain events of providers, for the apps above them."""

from django.dispatch import Signal

#: Sent with `provider` inside the transaction that changes what the public may see of it.
provider_changed = Signal()
#: Sent with `provider` inside the transaction that takes away a check, or an exception from one, before its end.
cover_ended = Signal()
