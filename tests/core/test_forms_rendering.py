"""Every form field has the same label, hint and error, tied together for assistive technology."""

from datetime import date

from bs4 import BeautifulSoup, Tag
from django import forms
from django.template import Context, Template

from marketplace.core.fields import PoundsField
from marketplace.core.forms import DateField, DatePartsField, FilterForm


class EverythingForm(forms.Form):
    name = forms.CharField(label="Your name", help_text="As on your plan.")
    nickname = forms.CharField(required=False)
    most = PoundsField(label="Most you would pay", highest=100_000)
    day = DateField(label="Which day?")
    born = DatePartsField(label="Date of birth")
    days = forms.ChoiceField(
        label="When?",
        help_text="Pick one.",
        widget=forms.RadioSelect,
        choices=[("sat", "Saturday"), ("sun", "Sunday")],
    )
    needs = forms.MultipleChoiceField(
        label="Needs", required=False, widget=forms.CheckboxSelectMultiple, choices=[("hoist", "Hoist")]
    )
    agree = forms.BooleanField(label="I agree")

    def clean(self) -> None:
        self.add_error(None, "The dates do not fit together.")


def soup(html: object) -> BeautifulSoup:
    return BeautifulSoup(str(html), "html.parser")


def described(page: BeautifulSoup, element: Tag) -> str:
    """Return the text of everything that describes the element, and fail where an id leads nowhere."""
    ids = element.get("aria-describedby", "").split()
    return " ".join(page.find(id=each).get_text(" ", strip=True) for each in ids)


def render(source: str, **context: object) -> BeautifulSoup:
    return soup(Template("{% load components %}" + source).render(Context(context)))


def link_targets(page: BeautifulSoup) -> list[str]:
    """Return where the error summary leads, and fail where a link leads nowhere."""
    targets = [link["href"].removeprefix("#") for link in page.find(role="alert").find_all("a")]
    assert all(page.find(id=target) for target in targets)
    return targets


def test_label_hint_and_error_belong_to_the_input():
    page = soup(EverythingForm({}))
    field = page.find("input", attrs={"name": "name"})
    assert page.find("label", attrs={"for": field["id"]}).get_text(strip=True) == "Your name"
    assert described(page, field) == "As on your plan. This field is required."
    assert field["aria-invalid"] == "true"


def test_field_without_hint_or_error_is_described_by_nothing():
    field = soup(EverythingForm()).find("input", attrs={"name": "nickname"})
    assert not field.has_attr("aria-describedby")
    assert not field.has_attr("aria-invalid")


def test_only_optional_fields_are_marked():
    page = soup(EverythingForm())
    assert "(optional)" in page.find("label", attrs={"for": "id_nickname"}).text
    assert "(optional)" not in page.find("label", attrs={"for": "id_name"}).text


def test_a_filter_marks_nothing_as_optional():
    class NarrowingForm(FilterForm):
        q = forms.CharField(required=False)

    assert "(optional)" not in str(NarrowingForm())


def test_choices_stand_in_a_fieldset_with_legend_hint_and_error():
    page = soup(EverythingForm({}))
    first = page.find(id="id_days_0")
    group = first.find_parent("fieldset")
    assert group.legend.get_text(strip=True) == "When?"
    assert described(page, group) == "Pick one. This field is required."
    assert page.find("label", attrs={"for": "id_days_0"}).text == "Saturday"


def test_date_parts_are_labelled_inside_a_fieldset_and_keep_what_was_typed():
    page = soup(EverythingForm({"born_0": "31", "born_1": "2", "born_2": "2016"}))
    group = page.find(id="id_born_0").find_parent("fieldset")
    assert [label.text for label in group.find_all("label")] == ["Day", "Month", "Year"]
    assert [part["value"] for part in group.find_all("input")] == ["31", "2", "2016"]
    assert "Enter a real date" in described(page, group)


def test_a_date_is_given_to_the_browsers_picker_in_its_own_form():
    field = soup(EverythingForm(initial={"day": date(2026, 3, 27)})).find(id="id_day")
    assert (field["type"], field["value"]) == ("date", "2026-03-27")


def test_money_shows_its_pound_sign():
    assert soup(EverythingForm()).find(id="id_most").find_previous_sibling("span").text == "£"


def test_error_summary_links_every_error_to_something_that_can_be_reached():
    page = render("{% error_summary form %}{{ form }}", form=EverythingForm({}))
    assert page.find(role="alert").h2.text == "There is a problem"
    assert link_targets(page) == [
        "form-errors",
        "id_name",
        "id_most",
        "id_day",
        "id_born_0",
        "id_days_0",
        "id_agree",
    ]


def test_error_summary_covers_formsets():
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-nickname": "Jo"}
    page = render("{% error_summary formset %}{{ formset }}", formset=forms.formset_factory(EverythingForm)(data))
    assert "id_form-0-name" in link_targets(page)


def test_no_error_summary_without_errors():
    assert not render("{% error_summary form %}", form=EverythingForm()).text.strip()
