"""How officers narrow the list of bookings."""

import django_filters

from .enums import BookingState
from .models import Booking


class BookingFilter(django_filters.FilterSet):
    """By reference, state and provider."""

    reference = django_filters.CharFilter(lookup_expr="istartswith", label="Reference")
    state = django_filters.ChoiceFilter(choices=BookingState.choices, label="State", empty_label="Any state")
    provider = django_filters.CharFilter(
        field_name="service__provider__name", lookup_expr="icontains", label="Provider"
    )

    class Meta:
        model = Booking
        fields = ["reference", "state", "provider"]
