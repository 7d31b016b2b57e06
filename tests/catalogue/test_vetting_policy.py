"""Which checks a category needs: from a day to come, with what it changes shown first; and registration numbers."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from marketplace.accounts.enums import OfficerRole
from marketplace.catalogue.models import Category, CategoryCheck
from marketplace.catalogue.selectors import bookable_services
from marketplace.catalogue.services import VettingPolicyRefused, end_requirement, require_check
from marketplace.catalogue.vetting_policy import listings_without, policy_by_category
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.core.models import AuditEvent
from marketplace.providers.models import CheckType, Provider
from tests.conftest import Cast
from tests.factories import bookable_service
from tests.guards import assert_guarded
from tests.pages import errors, signed_in, words


def in_days(days: int):
    return clock.today() + timedelta(days=days)


def test_what_is_inherited_is_told_from_what_is_needed_itself(taxonomies: None) -> None:
    policies = {policy.category.code if policy.category else "": policy for policy in policy_by_category()}
    assert [row.check_type.code for row in policies[""].own] == ["public-liability"]
    overnight = policies["overnight-short-breaks"]
    assert [row.check_type.code for row in overnight.own] == ["cqc"]
    assert {row.check_type.code for row in overnight.inherited} == {
        "public-liability",
        "enhanced-dbs",
        "safeguarding-policy",
    }


def test_a_check_is_required_after_its_effect_was_shown(cast: Cast) -> None:
    service = bookable_service(provider=cast.provider, name="Tea club")
    cast.provider.checks.filter(check_type__code="references").delete()
    other = bookable_service(provider=cast.other_provider, name="Pony club")
    client = signed_in(cast.officer(OfficerRole.LISTINGS))
    url = reverse("vetting_policy:require")
    group = service.categories.get().parent or service.categories.get()
    data = {
        "category": group.pk,
        "check_type": CheckType.objects.get(code="references").pk,
        "valid_from": in_days(5),
        "reason": "After a case",
    }
    page = words(client.post(url, data))
    assert "1 live listing could not be booked" in page
    assert "Tea club" in page
    assert "Pony club" not in page
    assert not CategoryCheck.objects.filter(check_type__code="references", category=group).exists()
    assert client.post(url, data | {"confirm": "yes"}).status_code == 302
    assert bookable_services(in_days(4)).filter(pk=service.pk).exists()
    assert not bookable_services(in_days(5)).filter(pk=service.pk).exists()
    assert bookable_services(in_days(5)).filter(pk=other.pk).exists()
    assert AuditEvent.objects.get(action="vetting_policy.require").reason == "After a case"
    assert "from" in words(client.get(reverse("vetting_policy:index")))
    assert errors(client.post(url, data | {"confirm": "yes"}))[0].startswith("This check is needed from")


def test_a_policy_never_changes_in_the_past(taxonomies: None) -> None:
    kind = CheckType.objects.get(code="cqc")
    with pytest.raises(VettingPolicyRefused, match="tomorrow"):
        require_check(actor=SYSTEM, category=None, check_type=kind, valid_from=clock.today(), reason="x")
    row = CategoryCheck.objects.get(category__isnull=True)
    with pytest.raises(VettingPolicyRefused, match="today or a later day"):
        end_requirement(actor=SYSTEM, requirement=row, last_day=in_days(-1), reason="x")


def test_a_requirement_ends_after_a_day_and_one_to_come_is_taken_back(cast: Cast) -> None:
    service = bookable_service(provider=cast.provider, name="Tea club")
    cast.provider.checks.filter(check_type__code="public-liability").delete()
    row = CategoryCheck.objects.get(category__isnull=True)
    client = signed_in(cast.officer(OfficerRole.LISTINGS))
    url = reverse("vetting_policy:end", args=[row.pk])
    assert "Tea club" in words(client.get(url))
    assert errors(client.post(url, {"last_day": in_days(3), "reason": ""})) == ["Say why the policy changes."]
    assert client.post(url, {"last_day": in_days(3), "reason": "Asked elsewhere"}).status_code == 302
    assert not bookable_services(in_days(3)).filter(pk=service.pk).exists()
    assert bookable_services(in_days(4)).filter(pk=service.pk).exists()
    made = require_check(actor=SYSTEM, category=None, check_type=row.check_type, valid_from=in_days(10), reason="Again")
    end_requirement(actor=SYSTEM, requirement=made, last_day=in_days(1), reason="No")
    assert not CategoryCheck.objects.filter(pk=made.pk).exists()


def test_listings_of_every_service_and_of_a_kind(cast: Cast) -> None:
    service = bookable_service(provider=cast.provider)
    cast.provider.checks.all().delete()
    kind = CheckType.objects.get(code="cqc")
    [category] = service.categories.all()
    elsewhere = Category.objects.exclude(pk__in=[category.pk, category.parent_id]).filter(parent=None)[0]
    for asked, expected in ((None, [service]), (category, [service]), (elsewhere, [])):
        assert list(listings_without(category=asked, check_type=kind, day=clock.today())) == expected


def test_only_listings_officers_open_the_policy(cast: Cast) -> None:
    row = CategoryCheck.objects.all()[0]
    may = {OfficerRole.LISTINGS, OfficerRole.ADMINISTRATOR}
    for page, args, takes_posts in [("index", [], False), ("require", [], True), ("end", [row.pk], True)]:
        assert_guarded(
            reverse(f"vetting_policy:{page}", args=args),
            allowed=[cast.officer(role) for role in may],
            refused_to=[
                *(officer for role, officer in cast.officers.items() if role not in may),
                cast.provider_owner,
                cast.parent,
            ],
            takes_posts=takes_posts,
        )


@pytest.mark.parametrize(("category", "asked"), [("childminding", True), ("after-school-clubs", False)])
def test_a_regulators_number_is_asked_for_where_a_listing_needs_its_check(
    cast: Cast, category: str, asked: bool
) -> None:
    bookable_service(provider=cast.provider, category=category)
    url = reverse("provider_listings:numbers", args=[cast.provider.slug])
    page = BeautifulSoup(signed_in(cast.provider_owner).get(url).content, "html.parser")
    assert bool(page.select("[name=ofsted_urn]")) == asked


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ey 123456", "EY123456"), ("2543210", "2543210"), ("SC123456", "SC123456"), ("12345", None), ("EY12", None)],
)
def test_a_number_is_checked_for_its_form(cast: Cast, typed: str, kept: str | None) -> None:
    bookable_service(provider=cast.provider, category="childminding")
    url = reverse("provider_listings:numbers", args=[cast.provider.slug])
    response = signed_in(cast.provider_owner).post(url, {"ofsted_urn": typed})
    if kept is None:
        assert errors(response)[0].startswith("Enter the Ofsted URN as on the certificate")
    assert Provider.objects.get(pk=cast.provider.pk).ofsted_urn == (kept or "")


def test_only_owners_give_numbers(cast: Cast) -> None:
    assert_guarded(
        reverse("provider_listings:numbers", args=[cast.provider.slug]),
        allowed=[cast.provider_owner],
        hidden_from=[cast.other_provider_owner, cast.parent, *cast.officers.values()],
        takes_posts=True,
    )
