"""What an officer says about a stream: its first rules, rules from a day on, its last day."""

from typing import Any

from django import forms

from marketplace.catalogue.models import Category
from marketplace.core.fields import NearDateField

from ..enums import StreamOwner
from ..models import StreamRules

_DAY = {"required": "Enter a day.", "invalid": "Enter a day, such as 1 April 2027."}
_REASON = "Say why the rules are as they are; families can read it."


def _number(label: str, lowest: int, highest: int, hint: str = "") -> forms.IntegerField:
    wrong = f"Enter a whole number from {lowest} to {highest}."
    return forms.IntegerField(
        label=label,
        help_text=hint,
        min_value=lowest,
        max_value=highest,
        error_messages={"required": wrong, "invalid": wrong, "min_value": wrong, "max_value": wrong},
    )


class StreamRulesForm(forms.Form):
    """The rules of a stream from a day on; what it may pay for is a set of checkboxes for every group."""

    use_required_attribute = False
    #: What may be left empty says so in its hint, because every group of kinds may.
    all_optional = True

    valid_from = NearDateField(label="From which day?", error_messages=_DAY)
    summary = forms.CharField(
        label="What is it for?",
        help_text="In words a family would use.",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say what the stream is for."},
    )
    age_min = _number("Youngest age", 0, 25)
    age_max = _number("Oldest age", 0, 25)
    direct_payment_allowed = forms.BooleanField(label="It may be a direct payment", required=False)
    top_up_allowed = forms.BooleanField(label="A family may add its own money", required=False)
    approved_providers_only = forms.BooleanField(label="Only providers that have a contract", required=False)
    start_trigger = forms.CharField(
        label="What does it start with?",
        help_text="For example “the plan is signed”. Leave it empty where it starts with the award.",
        max_length=120,
        required=False,
    )
    review_months = _number("Months between reviews", 1, 60)
    approver = forms.CharField(
        label="Who decides?",
        help_text="For example “the resource panel”. You may leave it empty.",
        max_length=80,
        required=False,
    )
    carry_over_percent = _number(
        "Share of what is left that goes into the next period", 0, 100, "In per cent, from 0 to 100."
    )
    reason = forms.CharField(
        label="Why?",
        help_text="Families can read it.",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _REASON},
    )

    def __init__(self, *args: Any, rules: StreamRules | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("initial", rules_initial(rules))
        super().__init__(*args, **kwargs)
        self._chosen = {category.code for category in rules.categories.all()} if rules else set()
        self._groups = list(Category.objects.filter(parent=None).prefetch_related("children"))
        for group in self._groups:
            self.fields[_field_of(group)] = self._kinds_of(group)
        names = [name for name in self.fields if not name.startswith("kinds-")]
        after_ages = names.index("age_max") + 1
        kinds = [_field_of(group) for group in self._groups]
        self.order_fields([*names[:after_ages], *kinds, *names[after_ages:]])

    def clean(self) -> dict[str, Any]:
        """Gather the kinds of all groups; say reversed ages beside the age that has to change."""
        answers = dict(super().clean() or {})
        codes = [code for group in self._groups for code in _codes_of(group, answers.pop(_field_of(group), []))]
        answers["categories"] = list(Category.objects.filter(code__in=codes))
        youngest, oldest = answers.get("age_min"), answers.get("age_max")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_max", "The oldest age must not be below the youngest.")
        if not codes:
            self.add_error(
                _field_of(self._groups[0]), "Choose at least one kind of service that the stream may pay for."
            )
        return answers

    def _kinds_of(self, group: Category) -> forms.MultipleChoiceField:
        kinds = [(kind.code, kind.name) for kind in group.children.all()]
        choices = [(group.code, f"All of {group.name}" if kinds else group.name), *kinds]
        return forms.MultipleChoiceField(
            label=f"It may pay for: {group.name}",
            choices=choices,
            initial=[code for code, _ in choices if code in self._chosen],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )


class NewStreamForm(StreamRulesForm):
    """A stream with its first rules."""

    name = forms.CharField(
        label="Name",
        help_text="Families see it beside the money.",
        max_length=80,
        error_messages={"required": "Give the stream a name."},
    )
    owner = forms.ChoiceField(
        label="Who pays?",
        choices=StreamOwner.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who pays."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].help_text = "It may lie in the past: awards can be made for periods from then on."
        self.order_fields(["name", "owner", *self.fields])


class EndStreamForm(forms.Form):
    """The last day of a stream, and why."""

    use_required_attribute = False

    last_day = NearDateField(label="Last day", help_text="Today or later.", error_messages=_DAY)
    reason = forms.CharField(
        label="Why does it end?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the stream ends."},
    )


def rules_initial(rules: StreamRules | None) -> dict[str, Any]:
    """Return what the form shows first: the rules given, or what most streams have."""
    names = [name for name in StreamRulesForm.base_fields if name not in ("valid_from", "reason")]
    source = rules or StreamRules()
    return {name: getattr(source, name) for name in names}


def _field_of(group: Category) -> str:
    return f"kinds-{group.code}"


def _codes_of(group: Category, chosen: list[str]) -> list[str]:
    """Return the codes that were chosen: the group alone where all of it was."""
    return [group.code] if group.code in chosen else chosen
