"""What officers send to draw a price of a point and bands from, and what they make of the proposal."""

from typing import Any

from django import forms
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from ..enums import POINTS_METHODS, AllocationMethod
from ..figures import Band
from ..models import FundingStream
from ..selectors.policy import questionnaires_in_use
from ..services.calibration import DEFAULT_BANDS, MOST_BANDS, Proposal
from .policy import first_day_field, whole_number

#: The largest file that is read, in bytes (2 MB: 100,000 rows).
LARGEST_FILE = 2 * 1024 * 1024
_SALT = "budgets.calibration"


class CalibrationForm(forms.Form):
    """A file of points and packages, and the stream that it is about."""

    use_required_attribute = False

    stream = forms.ModelChoiceField(
        label="Which stream?",
        queryset=FundingStream.objects.none(),
        to_field_name="code",
        empty_label="Choose a stream",
        error_messages={"required": "Choose a stream.", "invalid_choice": "Choose a stream of the list."},
    )
    file = forms.FileField(
        label="The file",
        help_text="CSV with the columns points and package (pounds a year), one row a child. No names: other columns "
        "are not read, and the file is not kept.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"required": "Choose a file.", "empty": "The file is empty."},
    )
    bands = whole_number("How many bands at most?", lowest=2, highest=MOST_BANDS)

    def __init__(self, *args: Any, stream: str | None = None, **kwargs: Any):
        super().__init__(*args, **{"initial": {"bands": DEFAULT_BANDS, "stream": stream}} | kwargs)
        streams = self.fields["stream"]
        assert isinstance(streams, forms.ModelChoiceField)
        streams.queryset = FundingStream.objects.all()

    def clean_file(self) -> UploadedFile:
        """Refuse a file that is too large to be one of these."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError("The file is larger than 2 MB. Leave out other columns, or send fewer rows.")
        return file


class UseProposalForm(forms.Form):
    """Which of the proposed ways to use, from which day; the proposal itself is signed, so it comes back unchanged."""

    use_required_attribute = False

    method = forms.ChoiceField(
        label="What do you use?",
        choices=[(method, method.label) for method in POINTS_METHODS],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what to use."},
    )
    questionnaire_name = forms.ChoiceField(
        label="Which questionnaire gives the points?", error_messages={"required": "Choose the questionnaire."}
    )
    valid_from = first_day_field("From tomorrow on; a stream’s first policy may begin on any day.")
    proposal = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "Send the file again, then choose what to use."}
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = self.fields["questionnaire_name"]
        assert isinstance(names, forms.ChoiceField)
        names.choices = [("", "Choose a questionnaire"), *((name, name) for name in questionnaires_in_use())]

    def clean_proposal(self) -> dict[str, Any]:
        """Return the stream's code, the price of a point and the bands."""
        try:
            read = signing.loads(self.cleaned_data["proposal"], salt=_SALT)
        except signing.BadSignature as error:
            raise forms.ValidationError("Send the file again, then choose what to use.") from error
        return read | {"bands": tuple(Band(*band) for band in read["bands"])}

    def chosen_method(self) -> AllocationMethod:
        """Return the method that was chosen, once it is valid."""
        return AllocationMethod(self.cleaned_data["method"])


def signed(proposal: Proposal, stream: FundingStream) -> str:
    """Return the figures of a proposal for a stream as one text that nobody can change unnoticed."""
    bands = [(band.points_from, band.points_to, band.amount_pence) for band in proposal.bands]
    return signing.dumps(
        {"stream": stream.code, "price_point_pence": proposal.price_point_pence, "bands": bands}, salt=_SALT
    )
