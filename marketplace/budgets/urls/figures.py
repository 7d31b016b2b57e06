"""Addresses of policy, figures, their release and challenges."""

from django.urls import path

from ..views import calibration, challenges, family_figure, figures, policy

urlpatterns = [
    path("council/budgets/policy/", policy.council_policy, name="council_policy"),
    path("council/budgets/policy/change/", policy.council_policy_change, name="council_policy_change"),
    path(
        "council/budgets/policy/<uuid:policy_id>/withdraw/",
        policy.council_policy_withdraw,
        name="council_policy_withdraw",
    ),
    path("council/budgets/policy/calibrate/", calibration.council_calibrate, name="council_calibrate"),
    path("council/budgets/policy/calibrate/use/", calibration.council_calibrate_use, name="council_calibrate_use"),
    path("council/budgets/policy/streams/<slug:code>/", policy.council_stream_policies, name="council_stream_policies"),
    path("council/budgets/policy/streams/<slug:code>/add/", policy.council_policy_method, name="council_policy_method"),
    path(
        "council/budgets/policy/streams/<slug:code>/add/<str:method>/",
        policy.council_policy_add,
        name="council_policy_add",
    ),
    path(
        "council/budgets/policy/amounts/<uuid:policy_id>/withdraw/",
        policy.council_allocation_policy_withdraw,
        name="council_allocation_policy_withdraw",
    ),
    path("council/budgets/release/", figures.council_release_queue, name="council_release_queue"),
    path("council/budgets/<uuid:child_id>/figures/", figures.council_figures, name="council_figures"),
    path("council/budgets/<uuid:child_id>/figures/new/", figures.council_figure_new, name="council_figure_new"),
    path(
        "council/budgets/<uuid:child_id>/figures/release/",
        figures.council_figures_release,
        name="council_figures_release",
    ),
    path("council/budgets/<uuid:child_id>/packages/new/", figures.council_package_new, name="council_package_new"),
    path(
        "council/budgets/packages/<uuid:package_id>/", figures.council_package_correct, name="council_package_correct"
    ),
    path(
        "council/budgets/figures/<uuid:allocation_id>/offer/",
        figures.council_figure_offer,
        name="council_figure_offer",
    ),
    path(
        "council/budgets/figures/<uuid:allocation_id>/override/",
        figures.council_figure_override,
        name="council_figure_override",
    ),
    path(
        "council/budgets/figures/<uuid:allocation_id>/withdraw/",
        figures.council_figure_withdraw,
        name="council_figure_withdraw",
    ),
    path("council/budgets/challenges/", challenges.council_challenges, name="council_challenges"),
    path("council/budgets/challenges/<uuid:challenge_id>/", challenges.council_challenge, name="council_challenge"),
    path("family/budgets/<uuid:child_id>/figure/", family_figure.family_figure, name="family_figure"),
    path(
        "family/budgets/figures/<uuid:allocation_id>/challenge/",
        family_figure.family_challenge,
        name="family_challenge",
    ),
    path(
        "family/budgets/challenges/<uuid:challenge_id>/withdraw/",
        family_figure.family_challenge_withdraw,
        name="family_challenge_withdraw",
    ),
]
