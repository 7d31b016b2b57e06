"""Building pages from content, and giving editors access."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Page, Revision
from wagtail.models import Site as WagtailSite

from cms import services
from cms.content import UnknownBlock, rich_text
from cms.models import CouncilSettings, HomePage
from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import OfficerAppointment
from marketplace.core import clock
from marketplace.core.models import AuditEvent
from tests import factories
from tests.cms.conftest import BODY, Site, add_page
from tests.conftest import Cast


def test_building_twice_makes_no_new_revision(site: Site) -> None:
    before = Revision.objects.count()
    services.build_home_page(
        hero_heading="Support for your child", hero_intro="Find it here.", featured=[site.section, site.page]
    )
    services.publish_section(parent=site.home, slug="money", title="Money", summary="What help there is.")
    add_page(site.section, "budgets", title="Personal budgets", body=BODY, contact=services.PageContact(name="Ann Lee"))
    services.publish_news_index(parent=site.home)
    services.publish_news(
        index=site.news_index, slug="clubs", title="Clubs open", published_on=date(2026, 3, 28), summary="From Monday."
    )
    assert Revision.objects.count() == before


@pytest.mark.parametrize(
    "change", [{"title": "Budgets"}, {"body": BODY[:-1]}, {"last_reviewed_on": date(2026, 4, 1)}, {"body": []}]
)
def test_a_change_of_content_is_published_as_one_revision_of_the_same_page(site: Site, change: dict) -> None:
    before = Revision.objects.count()
    page = add_page(site.section, "budgets", **{"title": "Personal budgets", "body": BODY} | change)
    assert page.pk == site.page.pk
    assert page.live
    assert Revision.objects.count() == before + 1


def test_a_withdrawn_page_is_published_again(site: Site) -> None:
    site.other_page.unpublish()
    assert add_page(site.section, "rules", title="The rules", related=[site.page]).live


def test_the_home_page_takes_the_place_of_the_welcome_page(site: Site, settings: object) -> None:
    default = WagtailSite.objects.get()
    assert default.root_page.specific == site.home
    assert (default.hostname, default.port) == ("localhost", 8000)
    assert not Page.objects.filter(title__startswith="Welcome").exists()


@pytest.mark.django_db(transaction=True)
def test_everything_can_be_built_in_a_database_emptied_of_wagtails_own_rows() -> None:
    WagtailSite.objects.all().delete()
    Page.objects.all().delete()
    home = services.build_home_page(hero_heading="Support")
    services.give_editor_access(factories.UserFactory())
    assert WagtailSite.objects.get().root_page_id == home.pk
    assert HomePage.objects.get().get_parent().depth == 1


def test_another_kind_of_page_at_the_same_address_is_left_alone(site: Site) -> None:
    with pytest.raises(services.AddressTaken):
        services.publish_information_page(parent=site.home, slug="money", title="Money")


def test_content_that_editors_could_not_publish_is_refused_by_name(site: Site) -> None:
    with pytest.raises(services.Unpublishable) as refusal:
        add_page(site.section, "bad", title="Bad", body=[{"type": "heading", "text": "Deep", "level": 3}])
    assert "“Bad” cannot be published." in refusal.value.sentence
    assert "“Deep”" in refusal.value.sentence
    assert not site.section.get_children().filter(slug="bad").exists()


def test_an_unknown_type_of_block_is_refused_with_the_types_there_are(site: Site) -> None:
    with pytest.raises(UnknownBlock, match="callout"):
        add_page(site.section, "bad", body=[{"type": "carousel"}])


def test_texts_become_paragraphs_with_links_and_bold_words_and_nothing_else() -> None:
    assert rich_text('One\nline & more.\n\n<b>Two</b> <a href="/a/?b=1&c=2" onclick="x()">here</a> <em>now</em>') == (
        '<p>One line &amp; more.</p><p><b>Two</b> <a href="/a/?b=1&amp;c=2">here</a> now</p>'
    )


def test_a_link_or_a_script_that_would_run_is_taken_out() -> None:
    assert rich_text('<a href="javascript:alert(1)">here</a><script>alert(1)</script>') == "<p><a>here</a></p>"


@pytest.mark.django_db
def test_council_details_are_checked_when_they_are_set() -> None:
    services.set_council_details(name="Marlshire", primary_colour="#5b2a86")
    assert CouncilSettings.load().name == "Marlshire"
    with pytest.raises(ValidationError, match="too light"):
        services.set_council_details(primary_colour="#8fc8ff")


def test_editors_are_the_people_appointed_today(cast: Cast) -> None:
    services.sync_editors()
    content, administrator = cast.officer(OfficerRole.CONTENT), cast.officer(OfficerRole.ADMINISTRATOR)
    assert content.has_perm("wagtailadmin.access_admin")
    assert administrator.groups.exists()
    assert not cast.officer(OfficerRole.FINANCE).groups.exists()
    OfficerAppointment.objects.filter(user=content).update(
        valid_from=clock.today() - timedelta(days=9), valid_to=clock.today() - timedelta(days=1)
    )
    services.sync_editors()
    assert not content.groups.exists()


def test_access_given_twice_is_recorded_once(cast: Cast) -> None:
    services.give_editor_access(cast.outsider)
    services.give_editor_access(cast.outsider)
    assert AuditEvent.objects.filter(action="editor.appoint", object_id=cast.outsider.pk).count() == 1
