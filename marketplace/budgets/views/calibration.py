"""Officers' page that draws a price of a point and bands from a file, and uses them."""

from base64 import b64encode
from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.money import format_pounds
from marketplace.core.posting import refusal_on, shows_and_takes

from ..calibration_chart import calibration_chart, chart_sentence
from ..calibration_words import bands_table, changes_table, fit_table
from ..errors import CalibrationRefused
from ..forms.calibration import CalibrationForm, UseProposalForm, signed
from ..models import AllocationPolicy, FundingStream
from ..selectors.policy import allocation_policy_on
from ..services.allocation_policy import protection_of
from ..services.calibration import Proposal, calibrate
from ..services.calibration_file import read_packages
from ..services.calibration_policy import apply_calibration


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_calibrate(request: SignedInRequest) -> HttpResponse:
    """Take a file and show what it proposes; the file is not kept, and nothing is written."""
    sent = request.method == "POST"
    form = CalibrationForm(request.POST, request.FILES) if sent else CalibrationForm(stream=request.GET.get("stream"))
    if not (sent and form.is_valid()):
        return render(request, "budgets/calibration/send.html", {"form": form})
    stream = form.cleaned_data["stream"]
    policy = allocation_policy_on(stream, clock.today())
    try:
        packages = read_packages(form.cleaned_data["file"].read())
        protection = protection_of(policy) if policy else None
        proposal = calibrate(packages, bands=form.cleaned_data["bands"], protection=protection)
    except CalibrationRefused as error:
        for problem in error.problems:
            form.add_error("file", problem)
        return render(request, "budgets/calibration/send.html", {"form": form})
    use = UseProposalForm(initial=_initial(proposal, stream, policy))
    return render(request, "budgets/calibration/proposal.html", {"form": use} | _shown(proposal, stream))


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def council_calibrate_use(request: SignedInRequest) -> HttpResponse:
    """Make a policy of a proposal that was shown."""
    if request.method != "POST":
        return redirect("budgets:council_calibrate")
    form = UseProposalForm(request.POST)
    if form.is_valid():
        read = form.cleaned_data["proposal"]
        stream = get_object_or_404(FundingStream, code=read["stream"])
        with refusal_on(form):
            apply_calibration(
                actor=actor_for_officer(request.user, OfficerRole.BUDGETS),
                stream=stream,
                method=form.chosen_method(),
                price_point_pence=read["price_point_pence"],
                bands=read["bands"],
                valid_from=form.cleaned_data["valid_from"],
                questionnaire_name=form.cleaned_data["questionnaire_name"],
            )
            messages.success(request, "The proposal is the stream’s policy from that day on.")
            return redirect("budgets:council_stream_policies", stream.code)
    return render(request, "budgets/calibration/use.html", {"form": form})


def _initial(proposal: Proposal, stream: FundingStream, policy: AllocationPolicy | None) -> dict[str, object]:
    return {
        "proposal": signed(proposal, stream),
        "questionnaire_name": policy.questionnaire_name if policy else "",
        "valid_from": clock.today() + timedelta(days=1),
    }


def _shown(proposal: Proposal, stream: FundingStream) -> dict[str, object]:
    picture = b64encode(calibration_chart(proposal)).decode()
    return {
        "stream": stream,
        "people": len(proposal.packages),
        "price_point": format_pounds(proposal.price_point_pence),
        "picture": f"data:image/svg+xml;base64,{picture}",
        "sentence": chart_sentence(proposal),
        "bands": bands_table(proposal),
        "tables": [bands_table(proposal), fit_table(proposal), changes_table(proposal)],
    }
