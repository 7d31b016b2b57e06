"""Domain events of the catalogue, for the apps above it."""

from django.dispatch import Signal

#: Sent with `service_ids` inside the transaction that changes what the directory shows of these services.
listing_changed = Signal()
