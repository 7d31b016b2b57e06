"""Addresses of how budgets are managed: ways, payments, statements of holders, spending."""

from django.urls import path

from marketplace.providers import converters as _converters  # noqa: F401

from ..views import (
    council_payments,
    council_routes,
    council_spending,
    council_statements,
    family_managing,
    family_spending,
    provider_funds,
)

urlpatterns = [
    path("council/budgets/pots/<uuid:pot_id>/route/", council_routes.council_route, name="council_route"),
    path(
        "council/budgets/routes/<uuid:route_id>/withdraw/",
        council_routes.council_withdraw_route,
        name="council_withdraw_route",
    ),
    path("council/budgets/route-requests/", council_routes.council_route_requests, name="council_route_requests"),
    path(
        "council/budgets/route-requests/<uuid:request_id>/refuse/",
        council_routes.council_refuse_route_request,
        name="council_refuse_route_request",
    ),
    path("council/budgets/payments/", council_payments.council_payments, name="council_payments"),
    path("council/budgets/payments/export/", council_payments.council_payments_csv, name="council_payments_csv"),
    path(
        "council/budgets/payments/<uuid:payment_id>/cancel/",
        council_payments.council_cancel_payment,
        name="council_cancel_payment",
    ),
    path(
        "council/budgets/pots/<uuid:pot_id>/payments/",
        council_payments.council_pot_payments,
        name="council_pot_payments",
    ),
    path("council/budgets/pots/<uuid:pot_id>/withhold/", council_payments.council_withhold, name="council_withhold"),
    path(
        "council/budgets/withholdings/<uuid:withholding_id>/end/",
        council_payments.council_end_withholding,
        name="council_end_withholding",
    ),
    path(
        "council/budgets/pots/<uuid:pot_id>/statements/",
        council_statements.council_statements,
        name="council_statements",
    ),
    path("council/budgets/spending/", council_spending.council_spending, name="council_spending"),
    path("council/budgets/spending/sample/", council_spending.council_sample_spending, name="council_sample_spending"),
    path(
        "council/budgets/spending/<uuid:record_id>/",
        council_spending.council_spending_record,
        name="council_spending_record",
    ),
    path(
        "council/budgets/spending/<uuid:record_id>/receipt/", council_spending.council_receipt, name="council_receipt"
    ),
    path("family/budgets/<uuid:child_id>/managing/", family_managing.family_managing, name="family_managing"),
    path(
        "family/budgets/<uuid:child_id>/managing/<uuid:pot_id>/ask/",
        family_managing.family_ask_for_route,
        name="family_ask_for_route",
    ),
    path("family/budgets/<uuid:child_id>/spending/", family_spending.family_spending, name="family_spending"),
    path(
        "family/budgets/<uuid:child_id>/spending/add/", family_spending.family_add_spending, name="family_add_spending"
    ),
    path(
        "family/budgets/spending/<uuid:record_id>/",
        family_spending.family_spending_record,
        name="family_spending_record",
    ),
    path(
        "family/budgets/spending/<uuid:record_id>/withdraw/",
        family_spending.family_withdraw_spending,
        name="family_withdraw_spending",
    ),
    path("family/budgets/spending/<uuid:record_id>/receipt/", family_spending.family_receipt, name="family_receipt"),
    path("provider/<provider:provider_slug>/funds/", provider_funds.provider_funds, name="provider_funds"),
    path(
        "provider/<provider:provider_slug>/funds/<uuid:route_id>/", provider_funds.provider_fund, name="provider_fund"
    ),
]
