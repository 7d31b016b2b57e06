"""Forms of the pages that bring several apps together."""

from django import forms

from marketplace.accounts.forms import ChildForm
from marketplace.catalogue.models import Need


class StartForm(forms.Form):
    """Asks what brings a person here; each answer names the page that comes next."""

    purpose = forms.ChoiceField(
        label="What brings you here?",
        choices=[
            ("join_as_family", "I look after a child"),
            ("join_as_young_person", "I am a young person of 16 or over"),
            ("join_as_provider", "I offer a service"),
            ("join_as_supporter", "I support families"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what brings you here."},
    )


class ChildWithNeedsForm(ChildForm):
    """Asks for a child and the child's needs."""

    needs = forms.ModelMultipleChoiceField(
        label="Needs",
        help_text="Choose all that apply. Search uses them to show what fits.",
        queryset=Need.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
