"""Addresses of the workspaces' home pages and of joining."""

from django.urls import path

from marketplace.providers import converters as _converters  # noqa: F401

from . import council_views, family_views, provider_views, welcome_views

app_name = "workspaces"

urlpatterns = [
    path("welcome/", welcome_views.home, name="home"),
    path("welcome/start/", welcome_views.start, name="start"),
    path("welcome/family/", welcome_views.join_as_family, name="join_as_family"),
    path("welcome/young-person/", welcome_views.join_as_young_person, name="join_as_young_person"),
    path("welcome/provider/", welcome_views.join_as_provider, name="join_as_provider"),
    path("welcome/supporter/", welcome_views.join_as_supporter, name="join_as_supporter"),
    path("family/", family_views.family_home, name="family_home"),
    path("family/<uuid:family_id>/", family_views.family, name="family"),
    path("family/<uuid:family_id>/children/add/", family_views.add_child, name="add_child"),
    path("family/<uuid:family_id>/children/<uuid:child_id>/", family_views.change_child, name="change_child"),
    path("provider/", provider_views.provider_home, name="provider_home"),
    path("provider/<provider:provider_slug>/", provider_views.provider, name="provider"),
    path("provider/<provider:provider_slug>/start/", provider_views.start, name="provider_start"),
    path("council/", council_views.council_home, name="council_home"),
]
