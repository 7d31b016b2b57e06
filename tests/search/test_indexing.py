from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from marketplace.catalogue.models import Category, Service
from marketplace.catalogue.services import approve_listing, change_listing, create_listing, submit_listing
from marketplace.core.audit import SYSTEM
from marketplace.providers.services import change_provider
from search.models import VocabularyWord
from search.service import search
from search.types import SearchRequest
from tests.factories import PostcodeFactory, ProviderFactory, ServiceFactory

pytestmark = pytest.mark.usefixtures("taxonomies")


def found(text: str) -> list[str]:
    """Return the names of the public services with all of the words."""
    results = search(SearchRequest(text=text))
    return [] if results.some_words or results.corrected else [hit.name for hit in results.hits]


def published(**details: Any) -> Service:
    """Return a listing that went the whole way through the services."""
    PostcodeFactory()
    service = create_listing(
        actor=SYSTEM, provider=details.pop("provider", None) or ProviderFactory(), summary="For fun",
        description="Every week",
        postcode="GL1 2NE", categories=[Category.objects.get(code="weekend-clubs")], **details,
    )  # fmt: skip
    submit_listing(actor=SYSTEM, service=service)
    return approve_listing(actor=SYSTEM, service=service)


def test_a_listing_is_found_as_soon_as_it_is_approved() -> None:
    published(name="Trampolining")
    assert found("trampolining weekend") == ["Trampolining"]


def test_what_a_draft_says_anew_is_found_when_it_is_approved_again() -> None:
    service = published(name="Trampolining")
    Service.objects.filter(pk=service.pk).update(state="draft")
    change_listing(actor=SYSTEM, service=service, name="Tobogganing")
    Service.objects.filter(pk=service.pk).update(state="live")
    assert found("tobogganing") == ["Tobogganing"]
    assert found("trampolining") == []


def test_a_provider_s_new_name_is_found() -> None:
    provider = ProviderFactory(name="Riverside")
    published(name="Trampolining", provider=provider)
    change_provider(actor=SYSTEM, provider=provider, name="Hilltop")
    assert found("hilltop") == ["Trampolining"]
    assert found("riverside") == []


def test_the_vocabulary_follows_after_the_commit(django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        published(name="Trampolining café")
    words = set(VocabularyWord.objects.values_list("word", flat=True))
    assert {"trampolining", "cafe", "weekend", "clubs"} <= words


def test_refreshing_says_how_many_listings_and_words_there_are() -> None:
    ServiceFactory(name="Trampolining", summary="", description="<p>Every&nbsp;weekday</p>")
    VocabularyWord.objects.create(word="stale")
    out = StringIO()
    call_command("refresh_search", stdout=out)
    words = set(VocabularyWord.objects.values_list("word", flat=True))
    assert {"trampolining", "weekday"} <= words
    assert not words & {"stale", "nbsp"}
    assert out.getvalue() == f"1 listings refreshed, {len(words)} words in the vocabulary.\n"
    assert found("trampolining") == ["Trampolining"]
