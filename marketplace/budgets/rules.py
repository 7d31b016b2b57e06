"""Which stream may pay for what on a day. The rules are the streams' own data; nothing here names a stream."""

from collections.abc import Iterable
from datetime import date

from marketplace.catalogue.enums import Contract, RunBy
from marketplace.catalogue.models import Category, Service

from .models import FundingStream, StreamRules


def why_not(stream: FundingStream, service: Service, age: int, day: date) -> str:
    """Return, as a sentence, why the stream may not pay for the service on the day at that age in years.

    Empty where it may. Prefetch `stream.rules.categories` and `service.categories` where this is asked of many.
    """
    return _why_not(stream, service.categories.all(), service, age, day)


def why_not_kind(stream: FundingStream, category: Category, service: Service | None, age: int, day: date) -> str:
    """Return, as `why_not`, why the stream may not pay for a kind of service, and for the service where one is chosen.

    This is for what is planned, when it is perhaps not known yet who will do it.
    """
    return _why_not(stream, [category], service, age, day)


def _why_not(
    stream: FundingStream, categories: Iterable[Category], service: Service | None, age: int, day: date
) -> str:
    rules = stream.rules_on(day)
    if rules is None:
        return f"{stream.name} does not run on {day:%-d %B %Y}."
    if not rules.age_min <= age <= rules.age_max:
        return f"{stream.name} is for ages {rules.age_min} to {rules.age_max}."
    if not any(covers(rules, category) for category in categories):
        return f"{stream.name} may not be spent on this kind of service."
    if service and rules.approved_providers_only and not is_approved(service):
        return f"{stream.name} may be spent only with a provider that has a contract with the council."
    return ""


def is_approved(service: Service) -> bool:
    """Say whether the service is on the council's approved list: its own, or under a framework or block contract."""
    return service.run_by == RunBy.IN_HOUSE or service.contract != Contract.SPOT


def covers(rules: StreamRules, category: Category) -> bool:
    """Say whether the rules let a stream pay for the kind of service, by itself or by its group."""
    return not {category.pk, category.parent_id}.isdisjoint(allowed.pk for allowed in rules.categories.all())
