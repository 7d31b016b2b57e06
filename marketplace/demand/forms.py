"""What families, officers and providers type about unmet need."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format

from marketplace.accounts.enums import SupportScope
from marketplace.accounts.models import Child, Family, User
from marketplace.accounts.selectors import children_for, families_for
from marketplace.catalogue.enums import Unit
from marketplace.catalogue.models import Category, Need
from marketplace.core.fields import PoundsField
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE
from marketplace.core.postcode import outward_part

from .enums import HowOften, RequestSource
from .report import KINDS, ReportChoice, add_months
from .services.request import OLDEST_AGE

LONGEST_TEXT = 1000
MONTHS_TO_CHOOSE_FROM = 36
#: What a report can be narrowed to: everything, all requests, requests of one source, or searches.
SOURCES = [("", "Requests and searches"), *KINDS.items(), *RequestSource.choices]
AGE_SENTENCE = f"Enter an age in whole years, from 0 to {OLDEST_AGE}."


class TextField(forms.CharField):
    """Several lines, with a sentence for one that is too long; browsers send a line's end as two characters."""

    widget = forms.Textarea

    def __init__(self, *, longest: int = LONGEST_TEXT, rows: int = 6, **kwargs: Any) -> None:
        self.longest = longest
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        """Count a line's end once."""
        return (super().to_python(value) or "").replace("\r\n", "\n")

    def validate(self, value: str) -> None:
        """Say how much too long the text is."""
        super().validate(value)
        if len(value) > self.longest:
            raise forms.ValidationError(
                f"Use {self.longest:,} characters or fewer. You have {len(value):,}.", code="max_length"
            )


class OutwardField(forms.CharField):
    """Asks for a postcode and gives its first part."""

    def clean(self, value: Any) -> str:
        """Return the outward part, or refuse what has not the form of a postcode."""
        text = super().clean(value)
        outward = outward_part(text)
        if text and not outward:
            raise forms.ValidationError("Enter a postcode, or the first part of one, such as GL1.", code="postcode")
        return outward or ""


def category_choices(empty: str) -> list[tuple[Any, Any]]:
    """Return the categories for a select: each group with a choice for the whole of it, then its kinds."""
    groups = Category.objects.filter(parent__isnull=True).prefetch_related("children")
    choices: list[tuple[Any, Any]] = [("", empty)]
    for group in groups:
        kinds = [(kind.code, kind.name) for kind in group.children.all()]
        choices.append((group.name, [(group.code, f"{group.name}: any kind"), *kinds]))
    return choices


class RequestForm(forms.Form):
    """What a family needs and has not found."""

    who = forms.ChoiceField(
        label="Who is it for?", widget=forms.RadioSelect, error_messages={"required": "Choose who it is for."}
    )
    what = TextField(
        label="What are you looking for?",
        help_text="In your own words. Leave out names, schools and anything else that says who you are.",
        error_messages={"required": "Say what you are looking for."},
    )
    category = forms.ModelChoiceField(
        Category.objects.all(),
        to_field_name="code",
        label="What kind of support is it?",
        error_messages={"required": "Choose the kind of support that comes closest.", "invalid_choice": "Choose one."},
    )
    needs = forms.ModelMultipleChoiceField(
        Need.objects.all(),
        to_field_name="code",
        required=False,
        label="Which needs should it meet?",
        widget=forms.CheckboxSelectMultiple,
    )
    age = forms.IntegerField(
        label="Age",
        required=False,
        min_value=0,
        max_value=OLDEST_AGE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "width-2"}),
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), AGE_SENTENCE),
    )
    postcode = OutwardField(
        label="Postcode",
        help_text="We keep only the first part, such as GL1, so that nobody can tell where you live.",
        widget=forms.TextInput(attrs={"class": "width-postcode", "autocomplete": "postal-code"}),
        error_messages={"required": "Enter a postcode, or the first part of one, such as GL1."},
    )
    when_wanted = forms.CharField(
        label="When do you need it?",
        required=False,
        help_text="Such as “Saturday mornings” or “the summer holidays”.",
        max_length=200,
        error_messages={"max_length": "Use 200 characters or fewer. You have %(show_value)s."},
    )
    how_often = forms.ChoiceField(label="How often?", choices=HowOften.choices, initial=HowOften.WEEKLY)
    highest_price = PoundsField(
        label="The most you would pay",
        required=False,
        highest=HIGHEST_UNIT_COST_PENCE,
        help_text="From your own money or a budget. Leave it empty if you do not know.",
        error_messages={"invalid": "Enter an amount in pounds, such as 12.50."},
    )
    unit = forms.ChoiceField(label="That is for one", choices=Unit.choices, initial=Unit.SESSION)
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.families = {str(family.pk): family for family in families_for(user, SupportScope.BOOK)}
        self.children = {str(child.pk): child for child in children_for(user, SupportScope.BOOK)}
        who = self.fields["who"]
        assert isinstance(who, forms.ChoiceField)
        who.choices = self._who_choices()
        category = self.fields["category"]
        assert isinstance(category, forms.ModelChoiceField)
        category.choices = category_choices("Choose")
        self.fields["when_wanted"].widget.attrs.pop("maxlength", None)

    def _who_choices(self) -> list[tuple[str, str]]:
        several = len(self.families) > 1
        choices = []
        for key, child in self.children.items():
            choices.append((f"child:{key}", f"{child} ({child.family})" if several else str(child)))
        for key, family in self.families.items():
            name = f"{family}, " if several else ""
            choices.append((f"family:{key}", f"{name}nobody in particular" if name else "Nobody in particular"))
        return choices

    @property
    def family_and_child(self) -> tuple[Family, Child | None]:
        """Return for whom the request is."""
        kind, _, key = self.cleaned_data["who"].partition(":")
        if kind == "family":
            return self.families[key], None
        child = self.children[key]
        return child.family, child

    def answers(self) -> dict[str, Any]:
        """Return what was typed as `record_request` takes it."""
        typed = self.cleaned_data
        return {
            **{name: typed[name] for name in ("what", "category", "needs", "age", "when_wanted", "how_often", "unit")},
            "outward": typed["postcode"],
            "highest_price_pence": typed["highest_price"],
            "token": typed["token"],
        }


class ModerationForm(forms.Form):
    """An officer's decision about a request; which button was pressed says which fields count."""

    all_optional = True

    published_text = TextField(
        label="What providers will read",
        required=False,
        help_text="Take out names, schools, addresses and anything else that says who the family is.",
    )
    published_when = forms.CharField(
        label="When it is needed, as providers will read it", required=False, max_length=200
    )
    reason = TextField(
        label="Why it is not published",
        required=False,
        rows=3,
        help_text="Only for a request that you do not publish. The family reads this.",
    )


class BoardFilter(forms.Form):
    """Which of the published requests a provider wants to see."""

    all_optional = True

    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="code", required=False, label="Kind of support"
    )
    area = forms.ChoiceField(required=False)

    def __init__(self, *args: Any, areas: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category, area = self.fields["category"], self.fields["area"]
        assert isinstance(category, forms.ModelChoiceField)
        assert isinstance(area, forms.ChoiceField)
        category.choices = category_choices("Every kind")
        area.choices = [("", "Everywhere"), *((code, code) for code in areas)]


def known_child(user: User, text: str) -> Child | None:
    """Return the person's child that an address names, or None."""
    try:
        child_id = UUID(text)
    except ValueError:
        return None
    children: QuerySet[Child] = children_for(user, SupportScope.BOOK)
    return children.filter(pk=child_id).first()


class ReportFilter(forms.Form):
    """What the commissioners' report counts."""

    all_optional = True

    first = forms.ChoiceField(label="From", required=False)
    last = forms.ChoiceField(label="To", required=False)
    category = forms.ModelChoiceField(
        Category.objects.all(), to_field_name="code", required=False, label="Kind of support"
    )
    area = forms.ChoiceField(required=False)
    source = forms.ChoiceField(required=False, choices=SOURCES)

    def __init__(self, data: Any, *, areas: list[str], **kwargs: Any) -> None:
        usual = ReportChoice.last_year()
        # Without a choice the form shows the period that is counted.
        data = {"first": f"{usual.first:%Y-%m}", "last": f"{usual.last:%Y-%m}"} | {k: data[k] for k in data if data[k]}
        super().__init__(data, **kwargs)
        months = [(f"{month:%Y-%m}", date_format(month, "F Y")) for month in _months_to_choose_from(usual.last)]
        for name, choices in (
            ("first", months),
            ("last", months),
            ("area", [("", "Everywhere"), *((code, code) for code in areas)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        category = self.fields["category"]
        assert isinstance(category, forms.ModelChoiceField)
        category.choices = category_choices("Every kind")

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins."""
        typed = super().clean() or {}
        if typed.get("first") and typed.get("last") and typed["last"] < typed["first"]:
            self.add_error("last", "Choose a last month that is not before the first.")
        return typed

    def choice(self) -> ReportChoice:
        """Return what is to be counted."""
        typed = self.cleaned_data
        return ReportChoice(
            first=date.fromisoformat(f"{typed['first']}-01"),
            last=date.fromisoformat(f"{typed['last']}-01"),
            category=typed["category"],
            outward=typed["area"],
            source=typed["source"],
        )

    @property
    def applied(self) -> int:
        """Return how many filters narrow the report."""
        return sum(bool(self.data.get(name)) for name in ("category", "area", "source"))


def _months_to_choose_from(last: date) -> list[date]:
    return [add_months(last, -n) for n in range(MONTHS_TO_CHOOSE_FROM)]
