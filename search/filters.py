"""The directory's filters: what each asks, what it accepts, and what it means in SQL."""

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict

from marketplace.catalogue.enums import Weekday
from marketplace.catalogue.models import Service
from marketplace.catalogue.models.service import OLDEST_AGE
from marketplace.catalogue.selectors import public_services
from marketplace.core.fields import PoundsField
from marketplace.core.forms import FilterForm
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE
from marketplace.core.selectors import Place, find_place

from . import criteria
from .terms import Terms, load_terms
from .text import LONGEST_TEXT, shorten_text, tidy_text
from .types import Filters, SearchRequest, Sort

#: The fields stand in several parts of the page, but belong to one form.
FORM_ID = "search-form"
DISTANCES = (1, 3, 5, 10, 20)
_UNKNOWN_CHOICE = "We do not know “%(value)s”. Choose from the list."
_AGE_SENTENCE = f"Enter an age in whole years, from 0 to {OLDEST_AGE}."


class SearchForm(FilterForm):
    """Checks what concerns more than one field. A field with an error is left out of the search."""

    use_required_attribute = False
    text_was_shortened = False

    def clean_q(self) -> str:
        """Return the words, cut where there are too many."""
        text = tidy_text(self.cleaned_data.get("q") or "")
        self.text_was_shortened = len(text) > LONGEST_TEXT
        return shorten_text(text)

    def clean_postcode(self) -> Place | None:
        """Return where the postcode is, or say that nobody knows it."""
        typed = tidy_text(self.cleaned_data.get("postcode") or "")
        if not typed:
            return None
        place = find_place(typed)
        if place is None:
            raise forms.ValidationError(
                f"We do not know the postcode {typed[:20].upper()}. Check it or leave it empty.", code="unknown"
            )
        return place

    def clean(self) -> dict[str, Any]:
        """Refuse a distance or an order that needs a postcode where there is none."""
        if not self.cleaned_data.get("postcode") and "postcode" not in self.errors:
            if self.cleaned_data.get("distance"):
                self.add_error("distance", "Enter a postcode as well, so that we know where to measure from.")
            if self.cleaned_data.get("sort") == Sort.DISTANCE:
                self.add_error("sort", "Enter a postcode to see the nearest first.")
        return self.cleaned_data


class CriterionFilter(django_filters.Filter):
    """A filter whose meaning is a condition on services; `attribute` is where `Filters` keeps its value."""

    def __init__(
        self, condition: Callable[[Any], Q], *, attribute: str, field_class: type[forms.Field], **kwargs: Any
    ) -> None:
        self.condition = condition
        self.attribute = attribute
        self.field_class = field_class
        super().__init__(**kwargs)

    def filter(self, qs: QuerySet[Service], value: Any) -> QuerySet[Service]:
        """Narrow services."""
        return qs.filter(self.condition(value)) if value not in _NOTHING else qs


class UnfilteredField(django_filters.Filter):
    """A field of the form that does not narrow services by itself."""

    def __init__(self, field_class: type[forms.Field], **kwargs: Any) -> None:
        self.field_class = field_class
        super().__init__(**kwargs)

    def filter(self, qs: QuerySet[Service], value: Any) -> QuerySet[Service]:
        """Leave services as they are: the engine reads words, place and order from the request."""
        return qs


_NOTHING: tuple[Any, ...] = (None, "", [], ())


def _whole_number(text: str) -> int | None:
    return int(text) if text else None


def _choices(**kwargs: Any) -> dict[str, Any]:
    return {
        "field_class": forms.MultipleChoiceField,
        "widget": forms.CheckboxSelectMultiple(attrs={"form": FORM_ID}),
        "error_messages": {"invalid_choice": _UNKNOWN_CHOICE},
        **kwargs,
    }


class ServiceFilter(django_filters.FilterSet):
    """The directory's filters, named as in the address.

    Categories and needs are alternatives (any of them will do), and a service that states no needs counts as meeting
    any; access features are demands (all of them must be there).
    """

    q = UnfilteredField(
        forms.CharField,
        label="What are you looking for?",
        strip=True,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    postcode = UnfilteredField(
        forms.CharField,
        label="Your postcode",
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "width-postcode"}),
    )
    distance = UnfilteredField(
        forms.TypedChoiceField,
        label="How far you can go",
        coerce=_whole_number,
        empty_value=None,
        choices=[("", "Any distance"), *((n, f"{n} mile{'s' if n > 1 else ''}") for n in DISTANCES)],
        error_messages={"invalid_choice": _UNKNOWN_CHOICE},
        widget=forms.Select(attrs={"form": FORM_ID}),
    )
    age = CriterionFilter(
        criteria.takes_age,
        attribute="age",
        field_class=forms.IntegerField,
        label="Age",
        help_text="In years, from 0 to 25",
        min_value=0,
        max_value=OLDEST_AGE,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _AGE_SENTENCE),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "width-2", "form": FORM_ID}),
    )
    category = CriterionFilter(criteria.of_category, **_choices(attribute="categories", label="Kind of support"))
    need = CriterionFilter(criteria.meets_need, **_choices(attribute="needs", label="Needs"))
    access = CriterionFilter(criteria.has_access, **_choices(attribute="access", label="Access"))
    day = CriterionFilter(
        criteria.on_day,
        **_choices(
            attribute="days",
            label="Day of the week",
            field_class=forms.TypedMultipleChoiceField,
            coerce=int,
            choices=Weekday.choices,
        ),
    )
    max_price = CriterionFilter(
        criteria.costs_at_most,
        attribute="max_price_pence",
        field_class=PoundsField,
        label="Highest price",
        help_text="For one hour, session or other unit",
        highest=HIGHEST_UNIT_COST_PENCE,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "class": "input-money", "form": FORM_ID}),
        error_messages=dict.fromkeys(
            ("invalid", "max_digits", "max_decimal_places", "max_whole_digits"),
            "Enter an amount in pounds, such as 12.50.",
        ),
    )
    stream = CriterionFilter(
        criteria.payable_by,
        attribute="stream",
        field_class=forms.ChoiceField,
        label="Money that may pay for it",
        error_messages={"invalid_choice": _UNKNOWN_CHOICE},
        widget=forms.RadioSelect(attrs={"form": FORM_ID}),
    )
    sort = UnfilteredField(
        forms.ChoiceField,
        label="Sort by",
        choices=Sort.choices,
        error_messages={"invalid_choice": _UNKNOWN_CHOICE},
        widget=forms.Select(attrs={"form": FORM_ID}),
    )

    class Meta:
        form = SearchForm

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data.copy(), queryset=public_services())
        self.terms: Terms = load_terms()
        for facet in ("category", "need", "access", "stream"):
            choices = [(term.code, term.name) for term in getattr(self.terms, facet)]
            self.filters[facet].extra["choices"] = [("", "Any"), *choices] if facet == "stream" else choices

    @classmethod
    def condition(cls, name: str, value: Any) -> Q:
        """Return what a value of the filter means in SQL."""
        return cls.base_filters[name].condition(value)

    def to_request(self, *, page: int = 1) -> SearchRequest:
        """Return the search that is asked for, without the fields that have an error."""
        self.is_valid()
        cleaned = self.form.cleaned_data
        place = cleaned.get("postcode") or None
        return SearchRequest(
            text=cleaned.get("q", ""),
            filters=Filters(**{f.attribute: _frozen(cleaned.get(name), f) for name, f in criterion_filters().items()}),
            place=place,
            distance_miles=cleaned.get("distance") if place else None,
            sort=Sort(cleaned.get("sort") or Sort.RELEVANCE),
            page=page,
        )


def criterion_filters() -> dict[str, CriterionFilter]:
    """Return the filters that are criteria by themselves, by their names in the address."""
    return {name: f for name, f in ServiceFilter.base_filters.items() if isinstance(f, CriterionFilter)}


def chosen_criteria(filters: Filters) -> dict[str, Any]:
    """Return the values that narrow the search, by the names of the filters."""
    values = {name: getattr(filters, f.attribute) for name, f in criterion_filters().items()}
    return {name: value for name, value in values.items() if value not in _NOTHING}


def _frozen(value: Any, criterion: CriterionFilter) -> Any:
    if issubclass(criterion.field_class, forms.MultipleChoiceField):
        return tuple(value or ())
    return (value or "") if issubclass(criterion.field_class, forms.ChoiceField) else value
