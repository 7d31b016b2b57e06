"""Addresses of unmet requests, the providers' board and the commissioners' report."""

from django.urls import path

from . import views

app_name = "demand"

urlpatterns = [
    path("family/requests/", views.requests, name="requests"),
    path("family/requests/new/", views.request_create, name="request_create"),
    path("family/requests/<uuid:request_id>/sent/", views.request_sent, name="request_sent"),
    path("family/requests/<uuid:request_id>/withdraw/", views.request_withdraw, name="request_withdraw"),
    path("services/<slug:slug>/ask-for-prices/", views.ask_for_prices, name="ask_for_prices"),
    path("provider/requests/", views.provider_board, name="provider_board"),
    path("council/requests/", views.moderation, name="moderation"),
    path("council/requests/<uuid:request_id>/", views.moderate, name="moderate"),
    path("council/price-requests/", views.price_requests, name="price_requests"),
    path("council/demand/", views.report, name="report"),
    path("council/demand/<slug:name>.svg", views.report_chart, name="report_chart"),
    path("council/demand/export.csv", views.report_csv, name="report_csv"),
]
