"""What officers choose to see: a part of a story, a period, a stream, an order."""

from django import forms

from marketplace.core.forms import FilterForm

from ..selectors.story import PARTS


class StoryFilter(FilterForm):
    """Chooses a part of a child's story."""

    part = forms.ChoiceField(label="Part", required=False, choices=[("", "Everything"), *PARTS.items()])
