"""Making a policy of what a calibration proposed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from marketplace.core.audit import Actor

from ..enums import AllocationMethod
from ..figures import Band
from ..models import AllocationPolicy, FundingStream
from ..selectors.policy import allocation_policy_on, questionnaires_in_use
from .allocation_policy import PolicyTerms, add_allocation_policy, terms_of


def apply_calibration(
    *,
    actor: Actor,
    stream: FundingStream,
    method: AllocationMethod,
    price_point_pence: int,
    bands: Sequence[Band],
    valid_from: date,
    questionnaire_name: str = "",
) -> AllocationPolicy:
    """Let a stream's amounts be set by a proposed price of a point, or by proposed bands, from a day on.

    Protection, rounding and tolerance stay as in the stream's policy of that day, and so does the questionnaire where
    none is named; a stream without one takes the only one in use. Raises PolicyRefused as `add_allocation_policy` does.
    """
    before = allocation_policy_on(stream, valid_from)
    terms = terms_of(before) if before else PolicyTerms(method=method)
    in_use = questionnaires_in_use()
    only = in_use[0] if len(in_use) == 1 else ""
    new = replace(
        terms,
        method=method,
        questionnaire_name=questionnaire_name or terms.questionnaire_name or only,
        price_point_pence=price_point_pence,
        bands=tuple(bands),
    )
    reason = "Drawn from what children have now (calibration)"
    return add_allocation_policy(actor=actor, stream=stream, valid_from=valid_from, terms=new, reason=reason)
