"""Building the Local Offer's pages from content, and giving people an editor's access.

Every builder is keyed by the page's slug, publishes through Wagtail's own revisions, and leaves a page alone whose
content is already what is asked for.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import QuerySet
from wagtail.fields import StreamField
from wagtail.models import Page, ReferenceIndex
from wagtail.signal_handlers import disable_reference_index_auto_update

from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import OfficerAppointment, User
from marketplace.core import clock
from marketplace.core.audit import SYSTEM, Actor, record_event
from marketplace.core.errors import DomainError

from .content import BlockContent, stream_from
from .editorial import reasons_not_to_publish
from .models import (
    CouncilSettings,
    HomePage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    PersonalBudgetsPage,
    SectionPage,
)
from .roles import EDITOR_GROUP, ensure_editor_group, ensure_reference_group
from .tree import ensure_roots, point_site_at, remove_welcome_page

PageType = TypeVar("PageType", bound=Page)
HOME_SLUG = "local-offer"


class AddressTaken(DomainError):
    """Another kind of page already has the address."""

    code = "address_taken"


class Unpublishable(DomainError):
    """The content breaks a rule that editors are held to."""

    code = "unpublishable"


@dataclass(frozen=True, kw_only=True)
class PageContact:
    """Whom to ask about a page."""

    name: str = ""
    role: str = ""
    phone: str = ""
    email: str = ""


@transaction.atomic
def set_council_details(**details: Any) -> CouncilSettings:
    """Save the council's settings, by the names of the fields of CouncilSettings.

    Raises ValidationError for a colour that people could not read.
    """
    council = CouncilSettings.load()
    if any(getattr(council, name) != value for name, value in details.items()):
        for name, value in details.items():
            setattr(council, name, value)
        council.clean_fields(exclude={field.name for field in CouncilSettings._meta.fields} - details.keys())
        council.save()
    return council


@transaction.atomic
def build_home_page(
    *,
    hero_heading: str,
    title: str = "Home",
    hero_intro: str = "",
    featured_heading: str = "Information and guidance",
    featured: Sequence[Page] = (),
    body: Sequence[BlockContent] = (),
) -> HomePage:
    """Build the front page, put it in the place of Wagtail's welcome page, and set the site up at SITE_URL."""
    values = {
        "title": title,
        "hero_heading": hero_heading,
        "hero_intro": hero_intro,
        "featured_heading": featured_heading,
        "featured": _choice_of(featured),
        "body": stream_from(body),
    }
    root = ensure_roots()
    present = HomePage.objects.first()
    home = _publish(HomePage, parent=root, slug=present.slug if present else HOME_SLUG, values=values)
    point_site_at(home, name=CouncilSettings.load().service_name)
    remove_welcome_page()
    return home


@transaction.atomic
def publish_section(
    *,
    parent: Page,
    slug: str,
    title: str,
    summary: str = "",
    body: Sequence[BlockContent] = (),
    in_menu: bool = False,
) -> SectionPage:
    """Publish a section below the front page or another section."""
    values = {"title": title, "summary": summary, "body": stream_from(body), "show_in_menus": in_menu}
    return _publish(SectionPage, parent=parent, slug=slug, values=values)


@transaction.atomic
def publish_information_page(
    *,
    parent: Page,
    slug: str,
    title: str,
    summary: str = "",
    body: Sequence[BlockContent] = (),
    last_reviewed_on: date | None = None,
    review_due_on: date | None = None,
    contact: PageContact | None = None,
    related: Sequence[Page] = (),
    in_menu: bool = False,
    shows_funding_streams: bool = False,
) -> InformationPage | PersonalBudgetsPage:
    """Publish a page of information; one that shows the funding streams is the site's personal budgets page."""
    values = {
        "title": title,
        "summary": summary,
        "body": stream_from(body),
        "last_reviewed_on": last_reviewed_on,
        "review_due_on": review_due_on,
        "related": _choice_of(related),
        "show_in_menus": in_menu,
    }
    values |= {f"contact_{name}": value for name, value in asdict(contact or PageContact()).items()}
    kind = PersonalBudgetsPage if shows_funding_streams else InformationPage
    return _publish(kind, parent=parent, slug=slug, values=values)


@transaction.atomic
def publish_news_index(
    *, parent: Page, slug: str = "news", title: str = "News", summary: str = "", in_menu: bool = False
) -> NewsIndexPage:
    """Publish the page that lists all the news."""
    values = {"title": title, "summary": summary, "show_in_menus": in_menu}
    return _publish(NewsIndexPage, parent=parent, slug=slug, values=values)


@transaction.atomic
def publish_news(
    *,
    index: NewsIndexPage,
    slug: str,
    title: str,
    published_on: date,
    summary: str = "",
    body: Sequence[BlockContent] = (),
) -> NewsPage:
    """Publish a piece of news."""
    values = {"title": title, "published_on": published_on, "summary": summary, "body": stream_from(body)}
    return _publish(NewsPage, parent=index, slug=slug, values=values)


@transaction.atomic
def give_editor_access(user: User, *, actor: Actor = SYSTEM) -> None:
    """Let a person edit and publish the Local Offer's pages."""
    ensure_roots()
    group = ensure_editor_group()
    if not user.groups.filter(pk=group.pk).exists():
        user.groups.add(group)
        record_event(actor=actor, action="editor.appoint", subject=user)


@transaction.atomic
def end_editor_access(user: User, *, actor: Actor = SYSTEM) -> None:
    """Take an editor's access away from a person."""
    group = Group.objects.filter(name=EDITOR_GROUP, user=user).first()
    if group:
        user.groups.remove(group)
        record_event(actor=actor, action="editor.dismiss", subject=user)


@transaction.atomic
def sync_editors(*, day: date | None = None, actor: Actor = SYSTEM) -> None:
    """Give access to exactly the people appointed on the day (today, if not given).

    Content editors edit the pages, administrators the reference data besides: they hold every role.
    """
    appointed = OfficerAppointment.objects.valid_on(day or clock.today())
    administrators = appointed.filter(role=OfficerRole.ADMINISTRATOR)
    editors = appointed.filter(role__in=[OfficerRole.CONTENT, OfficerRole.ADMINISTRATOR])
    _sync_editor_group(User.objects.filter(pk__in=editors.values("user_id")), actor)
    ensure_reference_group().user_set.set(User.objects.filter(pk__in=administrators.values("user_id")))


def _sync_editor_group(entitled: QuerySet[User], actor: Actor) -> None:
    for user in User.objects.filter(groups__name=EDITOR_GROUP).exclude(pk__in=entitled.values("pk")):
        end_editor_access(user, actor=actor)
    for user in entitled.exclude(groups__name=EDITOR_GROUP):
        give_editor_access(user, actor=actor)


def _publish(model: type[PageType], *, parent: Page, slug: str, values: dict[str, Any]) -> PageType:
    page = model.objects.child_of(parent).filter(slug=slug).first()
    if page is not None and page.live and not _differences(page, values):
        return page
    if page is None:
        # Its content comes with its first revision, so that it is indexed once less.
        page = _add(model(slug=slug, title=values["title"], live=False), parent=parent)
    for name, value in values.items():
        setattr(page, name, value)
    reasons = reasons_not_to_publish(page)
    if reasons:
        raise Unpublishable(f"“{page.title}” cannot be published. {' '.join(reasons)}")
    with disable_reference_index_auto_update():
        page.save_revision(log_action=True).publish()
    ReferenceIndex.create_or_update_for_object(page)
    page.refresh_from_db()
    return page


def _add(page: PageType, *, parent: Page) -> PageType:
    # The tree counts children on the parent's row, so the row must be the present one.
    parent = Page.objects.get(pk=parent.pk)
    if parent.get_children().filter(slug=page.slug).exists():
        raise AddressTaken(f"Another kind of page already has the address “{page.slug}” below “{parent.title}”.")
    parent.add_child(instance=page)
    return page


def _differences(page: Page, values: dict[str, Any]) -> list[str]:
    return [
        name for name, value in values.items() if _plain(page, name, getattr(page, name)) != _plain(page, name, value)
    ]


def _plain(page: Page, name: str, value: Any) -> Any:
    """Return a value in the form in which two of them compare: a stream as it is stored, without its blocks' ids."""
    field = page._meta.get_field(name)
    if not isinstance(field, StreamField):
        return value
    stream = field.to_python(value)
    return [(block.block_type, _without_ids(block.get_prep_value()["value"])) for block in stream]


def _without_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_ids(item) for item in value]
    if isinstance(value, dict):
        return {name: _without_ids(item) for name, item in value.items() if name != "id"}
    return value


def _choice_of(pages: Sequence[Page]) -> list[dict[str, Any]]:
    return [{"type": "page", "value": page.pk} for page in pages]
