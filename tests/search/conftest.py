"""What the directory's tests share."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from search.indexing import rebuild
from tests.factories import PostcodeFactory

GetResults = Callable[..., HttpResponse]


@pytest.fixture
def get_results(taxonomies: None, client: Client) -> GetResults:
    """Return a function that asks for a page of results; keywords are the query string."""
    PostcodeFactory()

    def get(**query: Any) -> HttpResponse:
        list(rebuild())
        return client.get("/services/", query)

    return get
