"""Who may use the editor, and what it refuses."""

import io
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.images import ImageFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture
from wagtail.images.models import Image
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import CouncilSettings, InformationPage
from cms.roles import EDITOR_GROUP, ensure_editor_group
from tests.cms.conftest import Site
from tests.conftest import Cast


def form_of(**values: Any) -> dict[str, Any]:
    """Return the editor's form of an information page."""
    empty = {
        "title": "Budgets",
        "slug": "budgets",
        "summary": "In short.",
        "body": streamfield([]),
        "related": streamfield([]),
        "comments": inline_formset([]),
    }
    return dict(nested_form_data(empty | values))


def publish(client: Client, page: InformationPage, **values: Any) -> Any:
    """Send the editor's form with its publish button."""
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[page.pk]), form_of(**values) | {"action-publish": "1"}, follow=True
    )


def heading(level: str, text: str) -> tuple[str, dict[str, str]]:
    """Return a heading as the form sends it."""
    return "heading", {"level": level, "text": text}


@pytest.fixture
def picture(db: None) -> Image:
    """Return a small picture."""
    file = io.BytesIO()
    Picture.new("RGB", (8, 8)).save(file, "PNG")
    file.seek(0)
    return Image.objects.create(title="Dot", file=ImageFile(file, name="dot.png"))


def test_a_visitor_is_sent_to_the_sites_own_sign_in(site: Site, client: Client) -> None:
    response = client.get("/cms/", follow=True)
    assert response.redirect_chain[-1][0] == f"{reverse('account_login')}?next=/cms/"


def test_someone_who_may_not_edit_is_refused(site: Site, client: Client, cast: Cast) -> None:
    client.force_login(cast.outsider)
    assert client.get("/cms/", follow=True).status_code == 403


def test_wagtails_own_password_pages_are_out_of_reach(client: Client) -> None:
    assert client.get("/cms/password_reset/")["Location"] == reverse("account_reset_password")
    assert client.post("/cms/login/", {"username": "a", "password": "b"}).status_code == 405


def test_signing_in_does_not_lead_off_the_site(client: Client, site: Site) -> None:
    assert "evil" not in client.get("/cms/login/?next=https://evil.example/")["Location"]


def test_an_editor_reaches_the_editor(site: Site, editing: Client) -> None:
    for address in (
        "/cms/",
        reverse("wagtailadmin_explore", args=[site.home.pk]),
        reverse("wagtailadmin_pages:edit", args=[site.page.pk]),
        reverse("wagtailadmin_pages:add", args=["cms", "informationpage", site.section.pk]),
        reverse("wagtailsnippets_cms_announcement:list"),
        reverse("wagtailsettings:edit", args=["cms", "councilsettings", CouncilSettings.load().pk]),
        reverse("wagtailimages:index"),
        reverse("wagtaildocs:index"),
    ):
        assert editing.get(address).status_code == 200, address


def test_an_editor_may_not_manage_users(site: Site, editing: Client) -> None:
    assert editing.get(reverse("wagtailusers_users:index")).status_code == 302


@pytest.mark.django_db
def test_the_editors_group_is_made_again_with_exactly_its_permissions() -> None:
    Group.objects.filter(name=EDITOR_GROUP).delete()
    group = ensure_editor_group()
    before = set(group.permissions.values_list("codename", flat=True))
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    ensure_editor_group()
    assert set(group.permissions.values_list("codename", flat=True)) == before
    assert "access_admin" in before
    pages = GroupPagePermission.objects.filter(group=group).values_list("permission__codename", flat=True)
    assert set(pages) == {"add_page", "change_page", "publish_page"}


@pytest.mark.django_db
def test_the_migration_made_the_editors_group() -> None:
    assert Group.objects.filter(name=EDITOR_GROUP).exists()


def test_an_editor_publishes_a_page(site: Site, editing: Client) -> None:
    publish(editing, site.page, title="Changed", body=streamfield([heading("h2", "One"), heading("h3", "Two")]))
    site.page.refresh_from_db()
    assert site.page.title == "Changed"


def test_a_heading_that_skips_a_level_is_not_published(site: Site, editing: Client) -> None:
    response = publish(editing, site.page, title="Changed", body=streamfield([heading("h3", "Deep")]))
    assert "is a smaller heading (level 3) with no level 2 heading above it." in response.content.decode()
    site.page.refresh_from_db()
    assert site.page.title == "Personal budgets"


def test_a_draft_may_skip_a_level_until_it_is_published(site: Site, editing: Client) -> None:
    form = form_of(title="Draft", body=streamfield([heading("h3", "Deep")]))
    editing.post(reverse("wagtailadmin_pages:edit", args=[site.page.pk]), form)
    page = InformationPage.objects.get(pk=site.page.pk)
    assert (page.title, page.get_latest_revision_as_object().title) == ("Personal budgets", "Draft")


def test_a_faulty_draft_is_not_published_from_the_list_either(site: Site, editing: Client) -> None:
    form = form_of(title="Draft", body=streamfield([heading("h3", "Deep")]))
    editing.post(reverse("wagtailadmin_pages:edit", args=[site.page.pk]), form)
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = editing.post(f"{address}?id={site.page.pk}&next=/cms/", follow=True)
    assert "was not published" in response.content.decode()
    site.page.refresh_from_db()
    assert site.page.title == "Personal budgets"


def test_a_picture_needs_words_or_the_mark_of_decoration(site: Site, editing: Client, picture: Image) -> None:
    def body(**image: str) -> dict:
        return streamfield([("picture", {"image": {"image": str(picture.pk), **image}, "caption": ""})])

    refused = publish(editing, site.page, title="Changed", body=body(alt_text=""))
    assert "alt text" in refused.content.decode()
    site.page.refresh_from_db()
    assert site.page.title == "Personal budgets"
    publish(editing, site.page, title="Changed", body=body(alt_text="A dot"))
    site.page.refresh_from_db()
    assert site.page.title == "Changed"
    publish(editing, site.page, title="Again", body=body(alt_text="", decorative="on"))
    site.page.refresh_from_db()
    assert site.page.title == "Again"


def test_a_review_that_is_due_before_the_last_one_is_refused(site: Site, editing: Client) -> None:
    response = publish(editing, site.page, last_reviewed_on="2026-03-03", review_due_on="2026-01-01")
    assert "The next review must be due after the day of the last one." in response.content.decode()


def test_a_top_level_address_of_another_part_of_the_site_is_refused(site: Site, editing: Client) -> None:
    add = reverse("wagtailadmin_pages:add", args=["cms", "sectionpage", site.home.pk])
    form = form_of(title="Sign in", slug="documents") | {"action-publish": "1"}
    taken = editing.post(add, form | {"slug": "sitemap.xml"}, follow=True)
    assert taken.status_code == 200
    accounts = editing.post(add, form | {"slug": "accounts"}, follow=True)
    assert "belongs to another part of this site" in accounts.content.decode()


def test_the_editors_preview_shows_the_page(site: Site, editing: Client) -> None:
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[site.page.pk])
    answer = editing.post(
        address, form_of(title="As it will be", body=streamfield([("paragraph", rich_text("<p>Hi</p>"))]))
    )
    assert answer.json()["is_valid"]
    assert "As it will be" in editing.get(address).content.decode()


def test_a_new_page_can_be_previewed(site: Site, editing: Client) -> None:
    address = reverse("wagtailadmin_pages:preview_on_add", args=["cms", "informationpage", site.section.pk])
    editing.post(address, form_of(title="To be", slug="to-be"))
    assert "To be" in editing.get(address).content.decode()
