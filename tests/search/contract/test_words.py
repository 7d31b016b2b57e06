import pytest

from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Category, Need
from tests.factories import ProviderFactory, ServiceFactory

from .conftest import Find, names


def test_no_words_find_every_public_service(find: Find) -> None:
    ServiceFactory(name="Draft", state=ListingState.DRAFT)
    ServiceFactory(name="Refused", provider=ProviderFactory(refused_on="2026-01-01", refusal_reason="Unsafe"))
    ServiceFactory(name="Live")
    assert names(find()) == ["Live"]
    assert names(find("live draft refused")) == ["Live"]


@pytest.mark.parametrize("words", ["Dolphins", "dolphin", "DOLPHINS swim", "swimming dolphins", "the dolphins"])
def test_words_are_found_whatever_their_case_ending_and_order(find: Find, words: str) -> None:
    ServiceFactory(name="Dolphins", summary="We swim on Saturdays.")
    ServiceFactory(name="Painting")
    assert names(find(words)) == ["Dolphins"]


@pytest.mark.parametrize("words", ["Café", "cafe", "CAFÉ"])
def test_accents_make_no_difference(find: Find, words: str) -> None:
    ServiceFactory(name="Meeting café")
    ServiceFactory(name="Meeting cafe")
    assert find(words).total == 2


@pytest.mark.parametrize("words", ["after-school", "after school club"])
def test_compound_words_are_found_apart(find: Find, words: str) -> None:
    ServiceFactory(name="The after-school club")
    ServiceFactory(name="Riding")
    assert names(find(words)) == ["The after-school club"]


@pytest.mark.parametrize(
    "words", ["Riverside Play", "therapies", "speech and language therapy", "autism", "trampoline", "doctor’s letter"]
)
def test_provider_category_group_need_and_descriptions_are_searched(find: Find, words: str) -> None:
    service = ServiceFactory(
        name="Talking",
        provider=ProviderFactory(name="Riverside Play"),
        categories=[Category.objects.get(code="speech-and-language-therapy")],
        description="<p>We have a <b>trampoline</b>.</p>",
        eligibility="You need a doctor's letter.",
    )
    service.needs.add(Need.objects.get(code="autism"))
    ServiceFactory(name="Riding")
    assert names(find(words)) == ["Talking"]


def test_html_of_an_imported_description_is_not_searched(find: Find) -> None:
    ServiceFactory(description='<p class="wide"><a href="https://example.org/strong">Hello</a>&nbsp;you</p>')
    assert find("wide").total == 0
    assert find("nbsp").total == 0
    assert find("hello you").total == 1


def test_a_word_in_the_name_counts_more_than_one_in_the_description(find: Find) -> None:
    ServiceFactory(name="A club", description="We also offer swimming.")
    ServiceFactory(name="Swimming")
    assert names(find("swimming")) == ["Swimming", "A club"]


def test_every_word_must_be_there_where_any_service_has_them_all(find: Find) -> None:
    ServiceFactory(name="Swimming for autism")
    ServiceFactory(name="Swimming for all")
    results = find("autism swimming")
    assert names(results) == ["Swimming for autism"]
    assert not results.some_words


def test_some_words_will_do_where_no_service_has_them_all(find: Find) -> None:
    ServiceFactory(name="Swimming for autism")
    ServiceFactory(name="Riding")
    ServiceFactory(name="Painting")
    results = find("riding autism swimming")
    assert names(results) == ["Swimming for autism", "Riding"]
    assert results.some_words


def test_a_quoted_phrase_keeps_its_order_and_a_minus_leaves_words_out(find: Find) -> None:
    ServiceFactory(name="Music therapy")
    ServiceFactory(name="Therapy with music")
    assert names(find('"music therapy"')) == ["Music therapy"]
    assert names(find("therapy -music")) == []
    assert names(find("music -with")) == ["Music therapy", "Therapy with music"]  # "with" is no word to search for


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("switming", "swimming"), ("trampolene", "trampoline"), ("physio", "physiotherapy"), ("autsim", "autism")],
)
def test_a_misspelt_word_is_put_right_where_nothing_has_it(find: Find, typed: str, meant: str) -> None:
    ServiceFactory(name=f"Saturday {meant}")
    ServiceFactory(name="Riding")
    results = find(f"saturday {typed}")
    assert names(results) == [f"Saturday {meant}"]
    assert results.corrected == f"saturday {meant}"


def test_few_results_bring_suggestions_that_have_more(find: Find) -> None:
    ServiceFactory(name="Physio at home")
    for name in ("Physiotherapy", "Children's physiotherapy"):
        ServiceFactory(name=name)
    results = find("physio")
    assert names(results) == ["Physio at home"]
    assert results.suggestions == ("physiotherapy",)
    assert find("physiotherapy").suggestions == ()


def test_words_of_listings_that_are_not_public_are_not_suggested(find: Find) -> None:
    ServiceFactory(name="Trampolining", state=ListingState.SUSPENDED, state_reason="why")
    ServiceFactory(name="Riding")
    results = find("trampolning")
    assert (results.total, results.corrected, results.suggestions) == (0, "", ())


HOSTILE = [
    "'",
    '"', '"""', "\\", "%", "_", "&", "|", "!", "!!", "()", "(", ":*", "a:*", "<->", "a <-> b", "* & |", "-", "--",
    "-a", "or", "OR or", "or a", "{}", "{0}", "%s", "%%s", "$1", ";--", "'; DROP TABLE catalogue_service; --", "\x00",
    "a\x00b", "\x01\x1b[31m", "\ud800", "😀", "👨‍👩‍👧‍👦 club", "نادي السباحة", "\u202eabc", "游泳",
    "a" * 10_000, "a " * 5_000,
    '"a ' * 3_000, "&" * 10_000, "1" * 5_000, "http://example.org/?a=1&b=2", "me@example.org", "é" * 300, "the", "\t\n",
    "<script>alert(1)</script>", "../../etc/passwd", "NULL", "\ufeff", "swim\u200bming",
]  # fmt: skip


def test_hostile_text_gives_results_or_an_empty_list(find: Find) -> None:
    ServiceFactory(name="Swimming club")
    for text in HOSTILE:
        results = find(text)
        assert results.total == len(results.hits), text[:20]
