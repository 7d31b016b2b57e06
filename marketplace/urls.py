"""Every address of the site; Wagtail's pages come last, because they answer to anything that is left."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    # Before Wagtail's own, whose sign-in knows no second factor.
    path("", include("cms.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("", include("marketplace.workspaces.urls")),
    path("", include("marketplace.accounts.urls")),
    path("", include("marketplace.providers.urls")),
    path("", include("marketplace.catalogue.workspace_urls")),
    path("", include("marketplace.budgets.urls")),
    path("", include("marketplace.bookings.urls")),
    path("", include("marketplace.demand.urls")),
    path("", include("search.urls")),
    path("", include("marketplace.catalogue.urls")),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    path("", include(wagtail_urls)),
]
