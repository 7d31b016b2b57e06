"""Officers' pages about funding streams: their rules past, present and planned, and how these change."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.permissions import SignedInRequest, is_officer, officer_required
from marketplace.accounts.selectors import actor_for_officer
from marketplace.core import clock
from marketplace.core.audit import Actor
from marketplace.core.posting import posted, refusal_on, shows_and_takes

from ..forms.reason import ReasonForm
from ..forms.stream import EndStreamForm, NewStreamForm, StreamRulesForm
from ..models import FundingStream, StreamRules
from ..selectors.stream import all_streams, planned_rules, rules_in_time
from ..services import add_stream, change_stream_rules, end_stream, withdraw_stream_rules


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_streams(request: SignedInRequest) -> HttpResponse:
    """List the streams with their rules of today."""
    today = clock.today()
    rows = [(stream, stream.rules_on(today), planned_rules(stream, today)) for stream in all_streams()]
    context = {"rows": rows, "today": today, "may_change": _may_change(request)}
    return render(request, "budgets/streams/streams.html", context)


@officer_required(OfficerRole.BUDGETS, OfficerRole.FINANCE)
@require_safe
def council_stream(request: SignedInRequest, stream_id: UUID) -> HttpResponse:
    """Show one stream with its rules past, present and planned."""
    stream = get_object_or_404(FundingStream, pk=stream_id)
    context = {
        "stream": stream,
        "history": rules_in_time(stream),
        "has_ended": stream.valid_to is not None and stream.valid_to < clock.today(),
        "may_change": _may_change(request),
    }
    return render(request, "budgets/streams/stream.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def new_stream(request: SignedInRequest) -> HttpResponse:
    """Add a stream with its first rules."""
    form = NewStreamForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            stream = add_stream(actor=_actor(request), **form.cleaned_data)
            messages.success(request, f"{stream.name} is added.")
            return redirect("budgets:council_stream", stream.pk)
    context = {
        "form": form,
        "title": "Add a stream",
        "lead": "A stream is a source of money with rules of its own.",
        "button": "Add the stream",
        "back_url": reverse("budgets:council_streams"),
        "back_text": "Funding streams",
    }
    return render(request, "budgets/officer_form.html", context)


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def change_rules(request: SignedInRequest, stream_id: UUID) -> HttpResponse:
    """Change the rules from a day to come; the form shows those of today."""
    stream = get_object_or_404(FundingStream, pk=stream_id)
    form = StreamRulesForm(posted(request), rules=stream.rules_on(clock.today()))
    if form.is_valid():
        with refusal_on(form):
            made = change_stream_rules(actor=_actor(request), stream=stream, **form.cleaned_data)
            messages.success(
                request, f"The new rules hold from {made.valid_from:%-d %B %Y}. Until then nothing changes."
            )
            return redirect("budgets:council_stream", stream.pk)
    lead = (
        "The form shows the rules of today. Say from which day the new ones hold, tomorrow or later. What is awarded "
        "and booked before that day stays as it is. Families see the change beside the money as soon as you save it."
    )
    return _stream_form(request, stream, form, f"Change the rules of {stream.name}", lead, "Save the new rules")


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def withdraw_rules(request: SignedInRequest, rules_id: UUID) -> HttpResponse:
    """Take back rules that have not begun."""
    rules = get_object_or_404(StreamRules.objects.select_related("stream"), pk=rules_id)
    form = ReasonForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            withdraw_stream_rules(actor=_actor(request), rules=rules, **form.cleaned_data)
            messages.success(request, "The planned rules are withdrawn. Those before them hold on.")
            return redirect("budgets:council_stream", rules.stream_id)
    title = f"Withdraw the rules of {rules.stream.name} from {rules.valid_from:%-d %B %Y}?"
    lead = "The rules before them hold on. Families no longer see the change."
    return _stream_form(request, rules.stream, form, title, lead, "Withdraw the rules", "button-warning")


@officer_required(OfficerRole.BUDGETS)
@shows_and_takes
def end(request: SignedInRequest, stream_id: UUID) -> HttpResponse:
    """Choose the last day of a stream."""
    stream = get_object_or_404(FundingStream, pk=stream_id)
    form = EndStreamForm(posted(request))
    if form.is_valid():
        with refusal_on(form):
            ended = end_stream(actor=_actor(request), stream=stream, **form.cleaned_data)
            messages.success(request, f"{ended.name} ends on {ended.valid_to:%-d %B %Y}.")
            return redirect("budgets:council_stream", stream.pk)
    lead = (
        "After its last day nothing can be awarded or booked from this stream. What was paid stays on record. A stream "
        "cannot end while budgets from it run on."
    )
    return _stream_form(request, stream, form, f"End {stream.name}?", lead, "Save the last day", "button-warning")


def _stream_form(
    request: SignedInRequest,
    stream: FundingStream,
    form: StreamRulesForm | ReasonForm | EndStreamForm,
    title: str,
    lead: str,
    button: str,
    kind: str = "button",
) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "lead": lead,
        "button": button,
        "kind": kind,
        "back_url": reverse("budgets:council_stream", args=[stream.pk]),
        "back_text": stream.name,
    }
    return render(request, "budgets/officer_form.html", context)


def _may_change(request: SignedInRequest) -> bool:
    return is_officer(request.user, OfficerRole.BUDGETS)


def _actor(request: SignedInRequest) -> Actor:
    return actor_for_officer(request.user, OfficerRole.BUDGETS)
