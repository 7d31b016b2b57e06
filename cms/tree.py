"""The ground on which pages stand: Wagtail's root, its language, its files' folder and its site."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Collection, Locale, Page, Site

DEFAULT_PORTS = {"http": 80, "https": 443}


def ensure_roots() -> Page:
    """Return the root of all pages; make it, the language and the folder of files where they are missing.

    Wagtail's migrations make them once; a test that empties the database takes them away.
    """
    Locale.objects.get_or_create(language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE))
    if not Collection.objects.filter(depth=1).exists():
        Collection.add_root(name="Root")
    root = Page.objects.filter(depth=1).first()
    return root or Page.add_root(instance=Page(title="Root", slug="root"))


def point_site_at(home: Page, *, name: str) -> Site:
    """Make a page the front page of the one site, at the host and port of the setting SITE_URL."""
    address = urlsplit(settings.SITE_URL)
    wanted = {
        "hostname": address.hostname or "localhost",
        "port": address.port or DEFAULT_PORTS.get(address.scheme, 80),
        "root_page_id": home.pk,
        "site_name": name,
        "is_default_site": True,
    }
    site = Site.objects.filter(is_default_site=True).first() or Site()
    if any(getattr(site, field) != value for field, value in wanted.items()):
        for field, value in wanted.items():
            setattr(site, field, value)
        site.save()
    return site


def remove_welcome_page() -> None:
    """Delete the page “Welcome to your new Wagtail site!” once no site points at it."""
    plain = Page.objects.exact_type(Page).filter(depth=2, numchild=0)
    for page in plain.exclude(pk__in=Site.objects.values("root_page_id")):
        page.delete()
