"""The questions of which a provider writes a listing, a page for each."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms

from marketplace.core.fields import PostcodeField
from marketplace.core.postcode import outward_part

from .enums import Contract, OfferedWhen, RunBy, Setting, Weekday
from .forms import FreeForm
from .models import AccessFeature, Category, Need, Outcome, Service
from .models.service import OLDEST_AGE

MOST_AREAS = 300
_AGE_SENTENCE = f"Enter an age in whole years from 0 to {OLDEST_AGE}."


class CommaListField(forms.CharField):
    """Asks for several short things with commas between them, and gives a list."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(max_length=2000, required=False, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show a list with commas, and what was typed as it was typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """Return the things, each once, in the order in which they were typed."""
        parts = [part.strip() for part in re.split(r"[,;\n]+", super().clean(value))]
        unique = list(dict.fromkeys(part for part in parts if part))
        for part in unique:
            if len(part) > self.longest:
                raise forms.ValidationError(f"“{part[:40]}…” is too long. Put commas between them.")
        return unique


class AreaField(CommaListField):
    """Asks for outward postcodes; takes full ones too, and spaces in place of commas."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(longest=2000, **kwargs)

    def clean(self, value: Any) -> list[str]:
        """Return the outward postcodes, or refuse, naming what is not one."""
        areas = []
        for part in super().clean(value):
            # `GL1 2NE` is one postcode, `GL1 GL2` are two.
            words = [part] if outward_part(part) else part.split()
            areas += [self._outward(word) for word in words]
        if len(areas) > MOST_AREAS:
            raise forms.ValidationError(f"Enter at most {MOST_AREAS} areas.")
        return areas

    def _outward(self, word: str) -> str:
        outward = outward_part(word)
        if outward is None:
            raise forms.ValidationError(f"“{word[:40]}” is not the first half of a postcode, such as GL1.")
        return outward


def _age(label: str) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=OLDEST_AGE,
        widget=forms.TextInput({"inputmode": "numeric", "class": "width-4"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _AGE_SENTENCE),
    )


def _terms(model: type[Any], label: str, help_text: str = "") -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        label=label,
        queryset=model.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=help_text,
    )


def _long_text(label: str, help_text: str, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=10_000,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )


class BasicsForm(forms.Form):
    """Asks what the service is called and what it is."""

    name = forms.CharField(
        label="Name of the service", max_length=200, error_messages={"required": "Enter a name for the service."}
    )
    summary = forms.CharField(
        label="Summary",
        max_length=250,
        required=False,
        help_text="One sentence that families see in search results.",
        widget=forms.Textarea({"rows": 2}),
    )
    description = _long_text(
        "Description", "What happens, who is there, what it is like. Leave an empty line between paragraphs.", rows=10
    )


class KindForm(forms.Form):
    """Asks what kinds of service it is: a set of checkboxes for every group of categories."""

    #: Every group may be left empty, so none says that it is optional.
    all_optional = True

    def __init__(self, *args: Any, initial: dict[str, Any] | None = None, **kwargs: Any) -> None:
        chosen = {category.code for category in (initial or {}).get("categories", [])}
        super().__init__(*args, **kwargs)
        for group in Category.objects.filter(parent=None).prefetch_related("children"):
            kinds = [(kind.code, kind.name) for kind in group.children.all()] or [(group.code, group.name)]
            self.fields[f"group-{group.code}"] = forms.MultipleChoiceField(
                label=group.name,
                choices=kinds,
                initial=[code for code, _ in kinds if code in chosen],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Gather the kinds of all groups; at least one is needed."""
        codes = [code for chosen in self.cleaned_data.values() for code in chosen]
        if not codes and not self.errors:
            raise forms.ValidationError("Choose at least one kind of service.")
        return {"categories": list(Category.objects.filter(code__in=codes))}


class WhoForm(forms.Form):
    """Asks whom the service is for."""

    age_min = _age("Youngest age")
    age_max = _age("Oldest age")
    needs = _terms(Need, "Needs you can meet", "Choose those you have experience of.")
    outcomes = _terms(Outcome, "What it helps with")
    eligibility = _long_text("Who can use it, and how to get a place", "For example, whether a referral is needed.")

    def clean(self) -> dict[str, Any]:
        """Refuse ages that are reversed, at the field that has to change."""
        youngest, oldest = self.cleaned_data.get("age_min"), self.cleaned_data.get("age_max")
        if youngest is not None and oldest is not None and oldest < youngest:
            self.add_error("age_max", "The oldest age must not be below the youngest.")
        return self.cleaned_data


class WhereForm(forms.Form):
    """Asks where and when the service happens."""

    setting = forms.ChoiceField(
        label="Where does it happen?",
        choices=Setting.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose where it happens."},
    )
    address = forms.CharField(label="Address", max_length=200, required=False)
    town = forms.CharField(label="Town", max_length=60, required=False)
    postcode = PostcodeField(required=False, help_text="Needed where it happens at a place. It puts you on the map.")
    areas = AreaField(
        label="Areas you cover",
        help_text="First halves of postcodes, such as GL1, GL2. Needed where you come to families or go out with them.",
    )
    days = forms.TypedMultipleChoiceField(
        label="Days",
        choices=Weekday.choices,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    offered_when = forms.MultipleChoiceField(
        label="Times of the year and day",
        choices=OfferedWhen.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class AccessForm(forms.Form):
    """Asks about access and the people who do the work."""

    access_features = _terms(AccessFeature, "Access", "Tick only what is there every time.")
    languages = CommaListField(
        label="Languages besides English", longest=40, help_text="With commas between them, such as Polish, Bengali."
    )
    staff_gender = forms.CharField(
        label="Gender of staff",
        max_length=60,
        required=False,
        help_text="For example “women only” or “you can choose”.",
    )
    continuity = _long_text(
        "Does the same person come each time?", "Families say that this matters to them more than almost anything."
    )
    cancellation_cover = _long_text(
        "What happens when you cannot come?", "Who steps in, and how soon you tell the family."
    )


class MoneyWordsForm(FreeForm):
    """Asks whether it is free, what is not included, and how the service is run and contracted."""

    not_included = _long_text(
        "What is not included?",
        "For example a carer’s ticket, lunch or travel. Families met hidden costs.",
    )
    run_by = forms.ChoiceField(
        label="Who runs it?",
        choices=RunBy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who runs it."},
    )
    contract = forms.ChoiceField(
        label="How does the council contract it?",
        choices=Contract.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it is contracted."},
    )
    website = forms.URLField(
        label="Web page of the service",
        required=False,
        assume_scheme="https",
        max_length=500,
        error_messages={"invalid": "Enter a web address, such as https://www.example.org."},
    )


@dataclass(frozen=True)
class ListingStep:
    """A page of questions about a listing; `is_done` says whether it holds what families and the council need."""

    key: str
    title: str
    form: type[forms.Form]
    is_done: Callable[[Service], bool]

    def initial(self, service: Service) -> dict[str, Any]:
        """Return what the listing says now."""
        names = ["categories"] if self.form is KindForm else self.form.base_fields
        return {name: _value(service, name) for name in names}


def _value(service: Service, name: str) -> Any:
    if name == "areas":
        return [area.outward for area in service.areas.all()]
    value = getattr(service, name)
    return list(value.all()) if hasattr(value, "all") else value


def _any(values: Iterable[Any]) -> bool:
    return any(value not in ("", None, []) for value in values)


def _is_placed(service: Service) -> bool:
    if service.setting == Setting.PLACE:
        return bool(service.postcode)
    return service.setting == Setting.ONLINE or service.areas.exists()


STEPS = (
    ListingStep("basics", "Name and description", BasicsForm, lambda s: bool(s.summary and s.description)),
    ListingStep("kind", "Kind of service", KindForm, lambda s: s.categories.exists()),
    ListingStep("who", "Who it is for", WhoForm, lambda s: _any([s.age_min, s.age_max, s.eligibility])),
    ListingStep("where", "Where and when", WhereForm, _is_placed),
    ListingStep(
        "access", "Access and people", AccessForm, lambda s: _any([s.continuity, s.cancellation_cover, s.staff_gender])
    ),
    ListingStep("money", "Money and how it is run", MoneyWordsForm, lambda s: bool(s.not_included)),
)
STEP_BY_KEY = {step.key: step for step in STEPS}
