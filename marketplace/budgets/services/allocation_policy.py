"""How the amounts of a stream are set: dated, changed from a day to come, so that no figure of before changes."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from marketplace.core import clock
from marketplace.core.audit import Actor, record_event
from marketplace.core.money import HIGHEST_UNIT_COST_PENCE, format_pounds

from ..enums import POINTS_METHODS, AllocationMethod
from ..errors import PolicyRefused
from ..figures import Band, Protection, band_problems
from ..models import AllocationBand, AllocationPolicy, FundingStream, Questionnaire
from ..selectors.policy import bands_of
from .award import HIGHEST_AWARD_PENCE

#: The most points that a band may name; no questionnaire gives so many.
HIGHEST_POINTS = 99_999
#: The most that a rise may be capped at, in thousandths of the present package: ten times it.
HIGHEST_CAP_PERMILLE = 10_000
#: The coarsest step that figures are rounded to (£1,000).
COARSEST_STEP_PENCE = 100_000

#: What each method needs to be told; everything else is left out of its policy.
METHOD_NEEDS: dict[str, tuple[str, ...]] = {
    AllocationMethod.PRICE_POINT: ("questionnaire_name", "price_point_pence"),
    AllocationMethod.BANDS: ("questionnaire_name", "bands"),
    AllocationMethod.UNIT_COST: ("unit_rate_pence", "unit"),
    AllocationMethod.FLAT_SUM: ("flat_sum_pence",),
    AllocationMethod.PRESENT_PACKAGE: (),
    AllocationMethod.COSTED_PLAN: (),
}
_ALWAYS = ("fall_floor_permille", "rise_cap_permille", "round_to_pence", "pack_tolerance_percent")
_HIGHEST = {
    "price_point_pence": ("The price of a point", HIGHEST_UNIT_COST_PENCE),
    "unit_rate_pence": ("The price of a unit", HIGHEST_UNIT_COST_PENCE),
    "flat_sum_pence": ("The flat sum", HIGHEST_AWARD_PENCE),
}


@dataclass(frozen=True, kw_only=True)
class PolicyTerms:
    """How amounts are set: amounts in pence, shares in thousandths of the present package."""

    method: AllocationMethod
    questionnaire_name: str = ""
    price_point_pence: int | None = None
    bands: tuple[Band, ...] = ()
    unit_rate_pence: int | None = None
    unit: str = ""
    flat_sum_pence: int | None = None
    fall_floor_permille: int | None = None
    rise_cap_permille: int | None = None
    round_to_pence: int = 100
    pack_tolerance_percent: int = 0

    def fields(self) -> dict[str, Any]:
        """Return what the method needs and what goes with every method, as fields of a policy."""
        kept = {*METHOD_NEEDS[self.method], *_ALWAYS, "method"} - {"bands"}
        return {name: value for name, value in asdict(self).items() if name in kept}


def add_allocation_policy(
    *, actor: Actor, stream: FundingStream, valid_from: date, terms: PolicyTerms, reason: str
) -> AllocationPolicy:
    """Let a stream's amounts be set so from a day on; the policy before holds until the day before.

    Figures worked out before keep the policy they were worked out by. A stream's first policy may begin on any day, a
    later one from tomorrow on. Raises PolicyRefused for that, without a reason, where the method lacks what it needs or
    an amount is not above zero, for bands that overlap or are reversed, for a stream that has ended, or where another
    policy is planned for that day or later.
    """
    _check_terms(terms, reason)
    try:
        with transaction.atomic():
            stream = FundingStream.objects.select_for_update().get(pk=stream.pk)
            _end_before(stream, valid_from)
            made = AllocationPolicy.objects.create(stream=stream, valid_from=valid_from, **terms.fields())
            if terms.method == AllocationMethod.BANDS:
                AllocationBand.objects.bulk_create(AllocationBand(policy=made, **asdict(band)) for band in terms.bands)
            after = {"stream": stream.code, "method": terms.method, "valid_from": valid_from.isoformat()}
            record_event(actor=actor, action="allocation_policy.make", subject=made, reason=reason, after=after)
    except IntegrityError as error:
        raise PolicyRefused("This policy contradicts itself or another one. Check the days and the figures.") from error
    return made


@transaction.atomic
def withdraw_allocation_policy(*, actor: Actor, policy: AllocationPolicy, reason: str) -> None:
    """Take back a policy that has not begun; the one before it holds on.

    Raises PolicyRefused without a reason, once it has begun, or where a figure was worked out by it.
    """
    stream = FundingStream.objects.select_for_update().get(pk=policy.stream_id)
    if not reason.strip():
        raise PolicyRefused("Say why the policy is withdrawn.")
    if policy.valid_from <= clock.today():
        raise PolicyRefused("This policy has begun, so it stays on record. Add another from a day to come instead.")
    if policy.allocations.exists():
        raise PolicyRefused("Figures were worked out by this policy, so it stays on record.")
    before = stream.allocation_policies.filter(valid_to=policy.valid_from - timedelta(days=1)).first()
    record_event(
        actor=actor,
        action="allocation_policy.withdraw",
        subject=policy,
        reason=reason,
        before={"stream": stream.code, "method": policy.method, "valid_from": policy.valid_from.isoformat()},
    )
    valid_to = policy.valid_to
    policy.delete()
    if before:
        before.valid_to = valid_to
        before.save(update_fields=["valid_to", "updated_at"])


def terms_of(policy: AllocationPolicy) -> PolicyTerms:
    """Return the terms of a policy, to make another from."""
    names = PolicyTerms.__dataclass_fields__.keys() - {"bands", "method"}
    return PolicyTerms(
        method=AllocationMethod(policy.method),
        bands=bands_of(policy),
        **{name: getattr(policy, name) for name in names},
    )


def protection_of(policy: AllocationPolicy | None) -> Protection:
    """Return the transition protection of a policy; none where there is no policy."""
    return Protection(policy.fall_floor_permille, policy.rise_cap_permille) if policy else Protection()


def _end_before(stream: FundingStream, valid_from: date) -> None:
    rows = list(stream.allocation_policies.order_by("valid_from"))
    if rows and valid_from <= clock.today():
        raise PolicyRefused("A policy can change from tomorrow on, because figures were worked out by that of today.")
    if stream.valid_to and valid_from > stream.valid_to:
        raise PolicyRefused(f"{stream.name} ends on {stream.valid_to:%-d %B %Y}. Choose an earlier day.")
    planned = next((policy for policy in rows if policy.valid_from >= valid_from), None)
    if planned:
        raise PolicyRefused(
            f"Another policy is planned from {planned.valid_from:%-d %B %Y}. Withdraw it first, or choose a later day."
        )
    if rows and (rows[-1].valid_to is None or rows[-1].valid_to >= valid_from):
        rows[-1].valid_to = valid_from - timedelta(days=1)
        rows[-1].save(update_fields=["valid_to", "updated_at"])


def _check_terms(terms: PolicyTerms, reason: str) -> None:
    if not reason.strip():
        raise PolicyRefused("Say why amounts are set this way.")
    needs = METHOD_NEEDS[terms.method]
    for name, (what, highest) in _HIGHEST.items():
        if name in needs and not 1 <= (getattr(terms, name) or 0) <= highest:
            raise PolicyRefused(f"{what} is from {format_pounds(1)} to {format_pounds(highest)}.")
    if "unit" in needs and not terms.unit:
        raise PolicyRefused("Say what one unit is.")
    if terms.method in POINTS_METHODS:
        _check_questionnaire(terms.questionnaire_name)
    if terms.method == AllocationMethod.BANDS:
        _check_bands(terms.bands)
    _check_protection(terms)


def _check_questionnaire(name: str) -> None:
    if not name:
        raise PolicyRefused("Choose the questionnaire that gives the points.")
    if not Questionnaire.objects.filter(name=name, state="published").exists():
        raise PolicyRefused(f"No questionnaire “{name}” is in use. Publish it first, or choose another.")


def _check_bands(bands: tuple[Band, ...]) -> None:
    if not bands:
        raise PolicyRefused("Enter at least one band of points.")
    for problem in band_problems(bands):
        raise PolicyRefused(problem)
    for band in bands:
        if band.points_from < 0 or max(band.points_from, band.points_to or 0) > HIGHEST_POINTS:
            raise PolicyRefused(f"Points are from 0 to {HIGHEST_POINTS:,}.")
        if not 1 <= band.amount_pence <= HIGHEST_AWARD_PENCE:
            raise PolicyRefused(
                f"The amount of a band is from {format_pounds(1)} to {format_pounds(HIGHEST_AWARD_PENCE)}."
            )


def _check_protection(terms: PolicyTerms) -> None:
    if terms.fall_floor_permille is not None and not 1 <= terms.fall_floor_permille <= 1000:
        raise PolicyRefused("The least that a figure may be is from 0.1% to 100% of the present package.")
    if terms.rise_cap_permille is not None and not 1000 <= terms.rise_cap_permille <= HIGHEST_CAP_PERMILLE:
        raise PolicyRefused("The most that a figure may be is from 100% to 1,000% of the present package.")
    if not 1 <= terms.round_to_pence <= COARSEST_STEP_PENCE:
        raise PolicyRefused(
            f"Figures are rounded to steps of {format_pounds(1)} to {format_pounds(COARSEST_STEP_PENCE)}."
        )
    if not 0 <= terms.pack_tolerance_percent <= 100:
        raise PolicyRefused("The tolerance for packs is from 0 to 100 per cent.")
