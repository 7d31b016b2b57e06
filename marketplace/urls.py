"""Every address of the site; Wagtail's pages come last, because they answer to anything that is left."""

from django.conf import settings
from django.urls import include, path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

#: Pictures and documents that editors upload; in production the web server in front gives them out.
uploads = [path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT})] if settings.SERVE_UPLOADS else []

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
    *uploads,
    path("", include(wagtail_urls)),
]
