"""Addresses of the Local Offer that are not pages; they stand before Wagtail's own, which some of them replace."""

from django.urls import path, re_path
from wagtail.contrib.sitemaps.views import sitemap

from . import views

app_name = "local_offer"
urlpatterns = [
    path("cms/login/", views.sign_in_to_edit, name="sign_in_to_edit"),
    re_path(r"^cms/password_reset/", views.change_password, name="change_password"),
    path("cms-theme.css", views.show_theme, name="theme"),
    path("sitemap.xml", sitemap, name="sitemap"),
]
