"""Requests to start from."""

from collections.abc import Callable
from typing import Any

import pytest

from marketplace.accounts.selectors import actor_for_family, actor_for_officer
from marketplace.catalogue.models import Category, Need
from marketplace.core.audit import Actor
from marketplace.demand.enums import RequestSource
from marketplace.demand.models import UnmetRequest
from marketplace.demand.services import record_request
from tests.conftest import Cast

Ask = Callable[..., UnmetRequest]


@pytest.fixture
def officer(cast: Cast) -> Actor:
    """Return the listings officer as an actor."""
    return actor_for_officer(cast.officers["listings"], "listings")  # type: ignore[arg-type]


@pytest.fixture
def ask(cast: Cast) -> Ask:
    """Return a function that records a request of the family, with what is given in place of the usual."""

    def record(**changes: Any) -> UnmetRequest:
        family = changes.setdefault("family", cast.family)
        usual = {
            "actor": actor_for_family(cast.parent, family),
            "child": cast.child if family == cast.family else None,
            "source": RequestSource.WRITTEN,
            "what": "A Saturday club for Yusuf",
            "category": Category.objects.get(code="weekend-clubs"),
            "needs": list(Need.objects.filter(code="autism")),
            "age": 9,
            "outward": "GL1 2NE",
            "when_wanted": "Saturdays with Yusuf",
            "highest_price_pence": 1250,
            "unit": "session",
        }
        return record_request(**usual | changes)

    return record
