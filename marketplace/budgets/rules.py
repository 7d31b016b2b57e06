"""Which stream may pay for what. The rules are the streams' own data; nothing here names a stream."""

from marketplace.catalogue.enums import Contract, RunBy
from marketplace.catalogue.models import Service

from .models import FundingStream


def why_not(stream: FundingStream, service: Service, age: int) -> str:
    """Return, as a sentence, why the stream may not pay for the service at that age in years; empty where it may.

    Prefetch `stream.categories` and `service.categories` where this is asked of many.
    """
    if not stream.age_min <= age <= stream.age_max:
        return f"{stream.name} is for ages {stream.age_min} to {stream.age_max}."
    if not _covers(stream, service):
        return f"{stream.name} may not be spent on this kind of service."
    if stream.approved_providers_only and not is_approved(service):
        return f"{stream.name} may be spent only with a provider that has a contract with the council."
    return ""


def is_approved(service: Service) -> bool:
    """Say whether the service is on the council's approved list: its own, or under a framework or block contract."""
    return service.run_by == RunBy.IN_HOUSE or service.contract != Contract.SPOT


def _covers(stream: FundingStream, service: Service) -> bool:
    allowed = {category.pk for category in stream.categories.all()}
    return any(category.pk in allowed or category.parent_id in allowed for category in service.categories.all())
