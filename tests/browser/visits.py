"""How to reach every page template, and pages in states of their own."""

from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from marketplace.budgets.models import OutcomeReview
from tests.factories import PASSWORD

from .figures_world import TABLE
from .tab import Visit
from .world import World

To = Callable[[World], Visit]


def _anyone(path: str) -> To:
    return lambda world: Visit(path)


def _officer(path: str) -> To:
    return lambda world: Visit(path, world.officer)


def _newcomer(path: str) -> To:
    return lambda world: Visit(path, world.newcomer)


def _parent(path: str) -> To:
    return lambda world: Visit(path, world.parent)


def _family(page: str) -> To:
    return lambda world: Visit(f"/family/{world.family.pk}/{page}", world.parent)


def _owner(page: str) -> To:
    return lambda world: Visit(f"/provider/{world.provider.slug}/{page}", world.owner)


def _listing(page: str) -> To:
    return lambda world: Visit(world.listing(page), world.owner)


def _held_pot(world: World, page: str) -> str:
    return f"/council/budgets/pots/{world.held_money.pot.pk}/{page}/"


def _plan(page: str = "", which: str = "draft") -> To:
    """Visit a page about one of the plans, as a parent."""
    return lambda world: Visit(world.plans.family(getattr(world.plans, which), page), world.parent)


def _confirm_email(world: World) -> Visit:
    address = EmailAddress.objects.get(user=world.unconfirmed)
    return Visit(reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key]))


def _new_password(world: World) -> Visit:
    key = default_token_generator.make_token(world.parent)
    return Visit(reverse("account_reset_password_from_key", args=[user_pk_to_url_str(world.parent), key]))


def _second_factor(world: World) -> Visit:
    answers = {"E-mail address": world.guarded.email, "Password": PASSWORD}
    return Visit("/accounts/login/", fill=answers, press="Sign in")


def _file(then: str = "") -> To:
    path = "/council/budgets/policy/calibrate/?stream=social-care-short-breaks"
    return lambda world: Visit(path, world.officer, attach={"The file": TABLE}, press="Show a proposal", then=then)


def _work_out(world: World) -> Visit:
    stream = world.figures.planned_policy.stream_id
    asked = {"stream": stream, "valid_from": "2027-10-01", "valid_to": "2028-03-31"}
    return Visit(f"/council/budgets/{world.child.pk}/figures/new/?{urlencode(asked)}", world.officer)


def _pay(world: World) -> Visit:
    session = world.sessions[4]
    asked = {"child": world.child.pk, "cost": world.service.unit_costs.get().pk, "session": session.pk}
    return Visit(f"/family/bookings/new/{world.service.slug}/pay/?{urlencode(asked)}", world.parent)


def _assessment(page: str = "") -> To:
    return lambda world: Visit(
        f"/family/budgets/{world.child.pk}/assessment/{world.open_assessment.pk}/{page}", world.parent
    )


def _domain_page(world: World) -> Visit:
    domain = world.questionnaire.domains.all()[6]
    return Visit(_assessment(f"domains/{domain.pk}/")(world).path, world.parent)


def _council_assessment(page: str = "") -> To:
    return lambda world: Visit(f"/council/budgets/{world.child.pk}/assessment/{page}", world.officer)


def _draft(page: str = "") -> To:
    return lambda world: Visit(f"/council/budgets/questionnaires/{world.draft_questionnaire.pk}/{page}", world.officer)


def _outcomes(review: OutcomeReview, page: str = "") -> str:
    return f"/family/budgets/{review.child_id}/outcomes/{review.pk}/{page}"


PAGES: dict[str, To] = {
    "400.html": _anyone("/states/bad-request/"),
    "403.html": _newcomer("/council/"),
    "403_csrf.html": _anyone("/states/refused-form/"),
    "404.html": _anyone("/no-such-page/"),
    "500.html": _anyone("/states/broken/"),
    "account/account_inactive.html": _anyone("/accounts/inactive/"),
    "account/email.html": _parent("/accounts/email/"),
    "account/email_confirm.html": _confirm_email,
    "account/login.html": _anyone("/accounts/login/"),
    "account/logout.html": _parent("/accounts/logout/"),
    "account/password_change.html": _parent("/accounts/password/change/"),
    "account/password_reset.html": _anyone("/accounts/password/reset/"),
    "account/password_reset_done.html": _anyone("/accounts/password/reset/done/"),
    "account/password_reset_from_key.html": _new_password,
    "account/password_reset_from_key_done.html": _anyone("/accounts/password/reset/key/done/"),
    "account/password_set.html": lambda world: Visit("/accounts/password/set/", world.without_password),
    "account/reauthenticate.html": lambda world: Visit("/accounts/reauthenticate/", world.parent, stale=True),
    "account/signup.html": _anyone("/accounts/signup/"),
    "account/signup_closed.html": _anyone("/states/sign-up-closed/"),
    "account/verification_sent.html": _anyone("/accounts/confirm-email/"),
    "account/verified_email_required.html": lambda world: Visit("/states/verified-only/", world.unconfirmed),
    "accounts/add_officer.html": _officer("/council/officers/add/"),
    "accounts/add_supporter.html": _family("supporters/add/"),
    "accounts/end_officer.html": lambda world: Visit(f"/council/officers/{world.appointment.pk}/end/", world.officer),
    "accounts/family_details.html": _family("details/"),
    "accounts/officers.html": _officer("/council/officers/"),
    "accounts/supporters.html": _family("supporters/"),
    "accounts/withdraw_supporter.html": lambda world: Visit(
        f"/family/{world.family.pk}/supporters/{world.consent.pk}/withdraw/", world.parent
    ),
    "bookings/check.html": lambda world: Visit(f"/family/bookings/{world.held.pk}/check/", world.parent),
    "bookings/council_booking.html": lambda world: Visit(f"/council/bookings/{world.booking.pk}/", world.officer),
    "bookings/council_bookings.html": _officer("/council/bookings/"),
    "bookings/council_cancel.html": lambda world: Visit(f"/council/bookings/{world.booking.pk}/cancel/", world.officer),
    "bookings/family_booking.html": lambda world: Visit(f"/family/bookings/{world.booking.pk}/", world.parent),
    "bookings/family_bookings.html": _parent("/family/bookings/"),
    "bookings/family_cancel.html": lambda world: Visit(f"/family/bookings/{world.booking.pk}/cancel/", world.parent),
    "bookings/lapsed.html": _officer("/council/vetting/lapsed/"),
    "bookings/pay.html": _pay,
    "bookings/provider_booking.html": lambda world: Visit(f"/provider/bookings/{world.booking.pk}/", world.owner),
    "bookings/provider_bookings.html": lambda world: Visit("/provider/bookings/", world.owner),
    "bookings/provider_reason.html": lambda world: Visit(
        f"/provider/bookings/{world.booking.pk}/decline/", world.owner
    ),
    "bookings/start.html": lambda world: Visit(
        f"/family/bookings/new/{world.service.slug}/?session={world.sessions[4].pk}", world.parent
    ),
    "budgets/assessment/answers.html": lambda world: Visit(
        f"/council/budgets/{world.child.pk}/assessment/{world.sent_assessment.pk}/answers/", world.officer
    ),
    "budgets/assessment/assessment.html": _assessment(),
    "budgets/assessment/assessments.html": lambda world: Visit(
        f"/family/budgets/{world.child.pk}/assessment/", world.parent
    ),
    "budgets/assessment/begin.html": lambda world: Visit(
        f"/family/budgets/{world.child.pk}/assessment/begin/{world.questionnaire.pk}/", world.parent
    ),
    "budgets/assessment/check.html": _assessment("check/"),
    "budgets/assessment/domain.html": _domain_page,
    "budgets/assessment/sent.html": lambda world: Visit(
        f"/family/budgets/{world.child.pk}/assessment/{world.sent_assessment.pk}/", world.parent
    ),
    "budgets/assessment/withdraw.html": _assessment("give-up/"),
    "budgets/calibration/proposal.html": _file(),
    "budgets/calibration/send.html": _officer("/council/budgets/policy/calibrate/"),
    "budgets/calibration/use.html": _file(then="Make it the policy"),
    "budgets/challenges/answer.html": lambda world: Visit(
        f"/council/budgets/challenges/{world.figures.challenge.pk}/", world.officer
    ),
    "budgets/challenges/queue.html": _officer("/council/budgets/challenges/"),
    "budgets/challenges/raise.html": lambda world: Visit(
        f"/family/budgets/figures/{world.figures.released.pk}/challenge/", world.parent
    ),
    "budgets/challenges/withdraw.html": lambda world: Visit(
        f"/family/budgets/challenges/{world.figures.challenge.pk}/withdraw/", world.parent
    ),
    "budgets/child_budget.html": lambda world: Visit(f"/family/budgets/{world.child.pk}/", world.parent),
    "budgets/council_award.html": lambda world: Visit(f"/council/budgets/{world.child.pk}/award/", world.officer),
    "budgets/council_budgets.html": _officer("/council/budgets/"),
    "budgets/council_child.html": lambda world: Visit(f"/council/budgets/{world.child.pk}/", world.officer),
    "budgets/council_reduce.html": lambda world: Visit(f"/council/budgets/pots/{world.pot.pk}/reduce/", world.officer),
    "budgets/figures/choose.html": lambda world: Visit(
        f"/council/budgets/{world.child.pk}/figures/new/", world.officer
    ),
    "budgets/figures/family_figure.html": lambda world: Visit(
        f"/family/budgets/{world.child.pk}/figure/", world.parent
    ),
    "budgets/figures/figures.html": lambda world: Visit(f"/council/budgets/{world.child.pk}/figures/", world.officer),
    "budgets/figures/override.html": lambda world: Visit(
        f"/council/budgets/figures/{world.figures.waiting.pk}/override/", world.officer
    ),
    "budgets/figures/package.html": lambda world: Visit(
        f"/council/budgets/packages/{world.figures.package.pk}/", world.officer
    ),
    "budgets/figures/queue.html": _officer("/council/budgets/release/"),
    "budgets/figures/release.html": lambda world: Visit(
        f"/council/budgets/{world.child.pk}/figures/release/", world.officer
    ),
    "budgets/figures/withdraw.html": lambda world: Visit(
        f"/council/budgets/figures/{world.figures.waiting.pk}/withdraw/", world.officer
    ),
    "budgets/figures/work_out.html": _work_out,
    "budgets/policy/add.html": _officer("/council/budgets/policy/streams/social-care-short-breaks/add/bands/"),
    "budgets/policy/change.html": _officer("/council/budgets/policy/change/"),
    "budgets/policy/method.html": _officer("/council/budgets/policy/streams/equipment/add/"),
    "budgets/policy/overview.html": _officer("/council/budgets/policy/"),
    "budgets/policy/stream.html": _officer("/council/budgets/policy/streams/social-care-short-breaks/"),
    "budgets/policy/withdraw.html": lambda world: Visit(
        f"/council/budgets/policy/{world.figures.planned_rules.pk}/withdraw/", world.officer
    ),
    "budgets/family_budgets.html": _parent("/family/budgets/"),
    "budgets/officer_form.html": lambda world: Visit(
        f"/council/budgets/streams/{world.planned_rules.stream_id}/change/", world.officer
    ),
    "budgets/questionnaires/preview.html": _draft("preview/"),
    "budgets/questionnaires/publish.html": _draft("publish/"),
    "budgets/questionnaires/questionnaire.html": _draft(),
    "budgets/questionnaires/questionnaires.html": _officer("/council/budgets/questionnaires/"),
    "budgets/streams/stream.html": lambda world: Visit(
        f"/council/budgets/streams/{world.planned_rules.stream_id}/", world.officer
    ),
    "budgets/streams/streams.html": _officer("/council/budgets/streams/"),
    "budgets/funds/council.html": lambda world: Visit(
        f"/council/budgets/pots/{world.held_money.fund.pot_id}/statements/", world.officer
    ),
    "budgets/funds/provider.html": _owner("funds/"),
    "budgets/funds/provider_fund.html": lambda world: Visit(
        f"/provider/{world.provider.slug}/funds/{world.held_money.fund.pk}/", world.owner
    ),
    "budgets/payments/cancel.html": lambda world: Visit(
        f"/council/budgets/payments/{world.held_money.payment.pk}/cancel/", world.officer
    ),
    "budgets/payments/end_withholding.html": lambda world: Visit(
        f"/council/budgets/withholdings/{world.held_money.withholding.pk}/end/", world.officer
    ),
    "budgets/payments/pot.html": lambda world: Visit(_held_pot(world, "payments"), world.officer),
    "budgets/payments/queue.html": _officer("/council/budgets/payments/"),
    "budgets/payments/withhold.html": lambda world: Visit(_held_pot(world, "withhold"), world.officer),
    "budgets/routes/ask.html": lambda world: Visit(
        f"/family/budgets/{world.child.pk}/managing/{world.held_money.pot.pk}/ask/", world.parent
    ),
    "budgets/routes/check.html": lambda world: Visit(
        f"/council/budgets/pots/{world.pot.pk}/route/?route=direct_payment",
        world.officer,
        fill={"Why this way?": "The family wants it"},
        press="Check what it does",
    ),
    "budgets/routes/managing.html": lambda world: Visit(f"/family/budgets/{world.child.pk}/managing/", world.parent),
    "budgets/routes/pot.html": lambda world: Visit(_held_pot(world, "route"), world.officer),
    "budgets/routes/refuse.html": lambda world: Visit(
        f"/council/budgets/route-requests/{world.held_money.wish.pk}/refuse/", world.officer
    ),
    "budgets/routes/requests.html": _officer("/council/budgets/route-requests/"),
    "budgets/routes/withdraw.html": lambda world: Visit(
        f"/council/budgets/routes/{world.held_money.planned.pk}/withdraw/", world.officer
    ),
    "budgets/spending/add.html": lambda world: Visit(f"/family/budgets/{world.child.pk}/spending/add/", world.parent),
    "budgets/spending/council_record.html": lambda world: Visit(
        f"/council/budgets/spending/{world.held_money.spent.pk}/", world.officer
    ),
    "budgets/spending/family.html": lambda world: Visit(f"/family/budgets/{world.child.pk}/spending/", world.parent),
    "budgets/spending/family_record.html": lambda world: Visit(
        f"/family/budgets/spending/{world.held_money.asked_about.pk}/", world.parent
    ),
    "budgets/spending/queue.html": _officer("/council/budgets/spending/?show=all"),
    "budgets/spending/withdraw.html": lambda world: Visit(
        f"/family/budgets/spending/{world.held_money.spent.pk}/withdraw/", world.parent
    ),
    "budgets/periods/close.html": lambda world: Visit(
        f"/council/budgets/pots/{world.old_pot.pk}/close/", world.officer
    ),
    "budgets/periods/close_due.html": _officer("/council/budgets/periods/close/"),
    "budgets/periods/council_child_periods.html": lambda world: Visit(
        f"/council/budgets/{world.child.pk}/periods/", world.officer
    ),
    "budgets/periods/council_periods.html": _officer("/council/budgets/periods/"),
    "budgets/periods/family_periods.html": lambda world: Visit(
        f"/family/budgets/{world.child.pk}/periods/", world.parent
    ),
    "budgets/pot_changes/move.html": lambda world: Visit(f"/council/budgets/pots/{world.pot.pk}/move/", world.officer),
    "budgets/pot_changes/release.html": lambda world: Visit(
        f"/council/budgets/pots/{world.pot.pk}/release/", world.officer
    ),
    "budgets/pot_changes/set_aside.html": lambda world: Visit(
        f"/council/budgets/pots/{world.pot.pk}/set-aside/", world.officer
    ),
    "budgets/seen_by/seen_by.html": lambda world: Visit(f"/family/budgets/{world.child.pk}/seen/", world.parent),
    "budgets/statement/council_statement.html": lambda world: Visit(
        f"/council/budgets/{world.child.pk}/statement/", world.officer
    ),
    "budgets/statement/family_statement.html": lambda world: Visit(
        f"/family/budgets/{world.child.pk}/statement/", world.parent
    ),
    "budgets/plan/abandon.html": _plan("abandon/"),
    "budgets/plan/amend.html": _plan("amend/", "agreed"),
    "budgets/plan/check.html": _plan("check/", "change"),
    "budgets/plan/document.html": _plan(which="agreed"),
    "budgets/plan/funding.html": lambda world: Visit(
        world.plans.family(world.plans.draft, f"lines/{world.plans.line.pk}/funding/"), world.parent
    ),
    "budgets/plan/line.html": _plan("lines/add/hours/"),
    "budgets/plan/lines.html": _plan("lines/"),
    "budgets/plan/outcome.html": lambda world: Visit(
        world.plans.family(world.plans.draft, f"outcomes/{world.plans.outcome.pk}/"), world.parent
    ),
    "budgets/plan/outcomes.html": _plan("outcomes/"),
    "budgets/plan/plans.html": lambda world: Visit(f"/family/budgets/{world.child.pk}/plan/", world.parent),
    "budgets/plan/remove.html": lambda world: Visit(
        world.plans.family(world.plans.draft, f"lines/{world.plans.line.pk}/remove/"), world.parent
    ),
    "budgets/plan/return.html": _plan("return/", "waiting"),
    "budgets/plan/service.html": lambda world: Visit(
        world.plans.family(world.plans.draft, f"services/{world.service.slug}/"), world.parent
    ),
    "budgets/plan/services.html": _plan("services/"),
    "budgets/plan/sign.html": _plan("sign/", "waiting"),
    "budgets/plan/signers.html": _officer("/council/budgets/signers/"),
    "budgets/plan/signers_form.html": _officer("/council/budgets/signers/appoint/"),
    "budgets/plan/signing_plan.html": lambda world: Visit(
        f"/council/budgets/signing/{world.plans.waiting.pk}/", world.officer
    ),
    "budgets/plan/signing_queue.html": _officer("/council/budgets/signing/"),
    "budgets/plan/signing_stream.html": lambda world: Visit(
        f"/council/budgets/signing/{world.plans.waiting.pk}/{world.plans.stream.pk}/", world.officer
    ),
    "budgets/plan/start.html": lambda world: Visit(f"/family/budgets/{world.child.pk}/plan/start/", world.parent),
    "budgets/plan/tasks.html": _plan("write/"),
    "budgets/plan/words.html": _plan("matters/"),
    "budgets/counts/counts.html": _officer("/council/budgets/counts/"),
    "budgets/counts/planned.html": _officer("/council/budgets/planned/"),
    "budgets/outcomes/answer.html": lambda world: Visit(_outcomes(world.review), world.parent),
    "budgets/outcomes/council.html": lambda world: Visit(f"/council/budgets/{world.child.pk}/outcomes/", world.officer),
    "budgets/outcomes/council_plan.html": lambda world: Visit(
        f"/council/budgets/{world.child.pk}/outcomes/plan/", world.officer
    ),
    "budgets/outcomes/council_reschedule.html": lambda world: Visit(
        f"/council/budgets/outcomes/{world.review.pk}/move/", world.officer
    ),
    "budgets/outcomes/family.html": lambda world: Visit(f"/family/budgets/{world.child.pk}/outcomes/", world.parent),
    "budgets/outcomes/report.html": _officer("/council/budgets/outcomes/"),
    "budgets/outcomes/wish.html": lambda world: Visit(_outcomes(world.own_review, "wish/"), world.parent),
    "budgets/story/story.html": lambda world: Visit(f"/council/budgets/{world.child.pk}/story/", world.officer),
    "budgets/work/queues.html": _officer("/council/budgets/work/"),
    "catalogue/listing.html": lambda world: Visit(world.service.get_absolute_url()),
    "catalogue/provider.html": lambda world: Visit(world.provider.get_absolute_url()),
    "catalogue/workspace/cancel_session.html": lambda world: Visit(
        world.listing(f"sessions/{world.sessions[4].pk}/cancel/"), world.owner
    ),
    "catalogue/workspace/checks.html": _owner("checks/"),
    "catalogue/workspace/council_listings.html": _officer("/council/listings/"),
    "catalogue/workspace/draft.html": lambda world: Visit(world.listing(service=world.draft), world.owner),
    "catalogue/workspace/end_price.html": lambda world: Visit(
        world.listing(f"prices/{world.service.unit_costs.get().pk}/end/"), world.owner
    ),
    "catalogue/workspace/free.html": _listing("prices/free/"),
    "catalogue/workspace/listing.html": _listing(""),
    "catalogue/workspace/listings.html": _owner("listings/"),
    "catalogue/workspace/new_listing.html": _owner("new-listing/"),
    "catalogue/workspace/new_price.html": _listing("prices/add/"),
    "catalogue/workspace/new_session.html": _listing("sessions/add/"),
    "catalogue/workspace/numbers.html": _owner("details/numbers/"),
    "catalogue/workspace/policy.html": _officer("/council/vetting/policy/"),
    "catalogue/workspace/policy_effect.html": lambda world: Visit(
        "/council/vetting/policy/require/?type=references",
        world.officer,
        fill={"Why?": "After a case"},
        press="Show what it changes",
    ),
    "catalogue/workspace/policy_end.html": lambda world: Visit(
        f"/council/vetting/policy/{world.vetting.requirement.pk}/end/", world.officer
    ),
    "catalogue/workspace/policy_require.html": _officer("/council/vetting/policy/require/"),
    "catalogue/workspace/preview.html": _listing("preview/"),
    "catalogue/workspace/prices.html": _listing("prices/"),
    "catalogue/workspace/review.html": lambda world: Visit(f"/council/listings/{world.submitted.slug}/", world.officer),
    "catalogue/workspace/session.html": lambda world: Visit(
        world.listing(f"sessions/{world.sessions[4].pk}/"), world.owner
    ),
    "catalogue/workspace/sessions.html": _listing("sessions/"),
    "catalogue/workspace/step.html": lambda world: Visit(world.listing("questions/kind/", world.draft), world.owner),
    "catalogue/workspace/withdraw.html": _listing("withdraw/"),
    "cms/home_page.html": _anyone("/"),
    "cms/information_page.html": _anyone("/money/guide/"),
    "cms/news_index_page.html": _anyone("/news/"),
    "cms/news_page.html": _anyone("/news/clubs/"),
    "cms/personal_budgets_page.html": _anyone("/money/budgets/"),
    "cms/section_page.html": _anyone("/money/"),
    "demand/moderate.html": lambda world: Visit(f"/council/requests/{world.asked.pk}/", world.officer),
    "demand/moderation.html": _officer("/council/requests/"),
    "demand/no_family.html": _newcomer("/family/requests/"),
    "demand/price_requests.html": _officer("/council/price-requests/"),
    "demand/provider_board.html": lambda world: Visit("/provider/requests/", world.owner),
    "demand/report.html": _officer("/council/demand/"),
    "demand/request_create.html": _parent("/family/requests/new/"),
    "demand/request_sent.html": lambda world: Visit(f"/family/requests/{world.asked.pk}/sent/", world.parent),
    "demand/request_withdraw.html": lambda world: Visit(f"/family/requests/{world.asked.pk}/withdraw/", world.parent),
    "demand/requests.html": _parent("/family/requests/"),
    "mfa/authenticate.html": _second_factor,
    "mfa/index.html": lambda world: Visit("/accounts/2fa/", world.guarded),
    "mfa/reauthenticate.html": lambda world: Visit("/accounts/2fa/reauthenticate/", world.guarded, stale=True),
    "mfa/recovery_codes/generate.html": lambda world: Visit("/accounts/2fa/recovery-codes/generate/", world.guarded),
    "mfa/recovery_codes/index.html": lambda world: Visit("/accounts/2fa/recovery-codes/", world.guarded),
    "mfa/totp/activate_form.html": _parent("/accounts/2fa/totp/activate/"),
    "mfa/totp/deactivate_form.html": lambda world: Visit("/accounts/2fa/totp/deactivate/", world.guarded),
    "providers/add_refusal.html": _officer("/council/vetting/refusals/add/"),
    "providers/check.html": lambda world: Visit(
        f"/provider/{world.provider.slug}/checks/{world.check.pk}/", world.owner
    ),
    "providers/council_provider.html": lambda world: Visit(f"/council/providers/{world.provider.slug}/", world.officer),
    "catalogue/freshness/change_policy.html": _officer("/council/listing-policy/change/"),
    "catalogue/freshness/link.html": lambda world: Visit(world.joining.link),
    "catalogue/freshness/listing.html": lambda world: Visit(
        f"/council/freshness/{world.joining.stale.slug}/", world.officer
    ),
    "catalogue/freshness/policy.html": _officer("/council/listing-policy/"),
    "catalogue/freshness/queue.html": _officer("/council/freshness/"),
    "catalogue/freshness/suspend.html": lambda world: Visit(
        f"/council/freshness/{world.joining.stale.slug}/suspend/", world.officer
    ),
    "catalogue/freshness/withdraw_policy.html": lambda world: Visit(
        f"/council/listing-policy/{world.joining.planned.pk}/withdraw/", world.officer
    ),
    "catalogue/problems/council_problem.html": lambda world: Visit(
        f"/council/reports/{world.joining.safety.reference}/", world.officer
    ),
    "catalogue/problems/council_problems.html": _officer("/council/reports/"),
    "catalogue/problems/pass_on.html": lambda world: Visit(
        _owner(f"reports/{world.joining.report.reference}/council/")(world).path, world.owner
    ),
    "catalogue/problems/provider_problem.html": lambda world: Visit(
        _owner(f"reports/{world.joining.report.reference}/")(world).path, world.owner
    ),
    "catalogue/problems/provider_problems.html": _owner("reports/"),
    "catalogue/problems/report.html": lambda world: Visit(f"{world.service.get_absolute_url()}report/"),
    "catalogue/problems/status.html": lambda world: Visit(f"/reports/{world.joining.report.reference}/?new=1"),
    "providers/claims/by_email.html": lambda world: Visit(
        f"/providers/{world.joining.entry.slug}/claim/address/", world.newcomer
    ),
    "providers/claims/by_officer.html": lambda world: Visit(
        f"/providers/{world.joining.entry.slug}/claim/council/", world.newcomer
    ),
    "providers/claims/claim.html": lambda world: Visit(f"/providers/{world.joining.entry.slug}/claim/", world.newcomer),
    "providers/claims/code.html": lambda world: Visit(
        f"/providers/{world.joining.entry.slug}/claim/code/", world.newcomer
    ),
    "providers/claims/decide.html": lambda world: Visit(f"/council/claims/{world.joining.claim.pk}/", world.officer),
    "providers/claims/queue.html": _officer("/council/claims/"),
    "providers/claims/withdraw.html": lambda world: Visit(
        f"/providers/{world.joining.entry.slug}/claim/withdraw/", world.newcomer
    ),
    "providers/invitation.html": lambda world: Visit(f"/invitations/{world.joining.secret}/", world.newcomer),
    "providers/leave.html": _owner("leave/"),
    "providers/numbers.html": _owner("numbers/"),
    "providers/remove.html": lambda world: Visit(
        _owner(f"people/{world.joining.colleague.pk}/remove/")(world).path, world.owner
    ),
    "providers/roles.html": lambda world: Visit(
        _owner(f"people/{world.joining.colleague.pk}/")(world).path, world.owner
    ),
    "workspaces/provider_start.html": _owner("start/"),
    "providers/decide_check.html": lambda world: Visit(f"/council/vetting/{world.check.pk}/", world.officer),
    "providers/details.html": _owner("details/"),
    "providers/end_check.html": lambda world: Visit(
        f"/council/vetting/{world.vetting.approved.pk}/end/", world.officer
    ),
    "providers/end_override.html": lambda world: Visit(
        f"/council/vetting/exceptions/{world.vetting.override.pk}/end/", world.officer
    ),
    "providers/members.html": _owner("people/"),
    "providers/new_member.html": _owner("people/add/"),
    "providers/override.html": lambda world: Visit(
        f"/council/providers/{world.provider.slug}/exception/", world.officer
    ),
    "providers/refusal.html": lambda world: Visit(
        f"/council/vetting/refusals/{world.vetting.refusal.pk}/", world.officer
    ),
    "providers/refusal_match.html": lambda world: Visit(
        f"/council/vetting/refusals/likenesses/{world.vetting.match.pk}/", world.officer
    ),
    "providers/refuse.html": lambda world: Visit(f"/council/providers/{world.provider.slug}/refuse/", world.officer),
    "providers/register.html": _officer("/council/vetting/refusals/"),
    "providers/send_check.html": _owner("checks/send/"),
    "providers/vetting.html": _officer("/council/vetting/"),
    "search/results.html": _anyone("/services/?q=club&postcode=GL1+2NE"),
    "workspaces/child.html": _family("children/add/"),
    "workspaces/choose_family.html": lambda world: Visit("/family/", world.busy),
    "workspaces/choose_provider.html": lambda world: Visit("/provider/", world.busy),
    "workspaces/choose_workspace.html": lambda world: Visit("/welcome/", world.busy),
    "workspaces/council.html": _officer("/council/"),
    "workspaces/family.html": _parent("/family/"),
    "workspaces/join_as_family.html": _newcomer("/welcome/family/"),
    "workspaces/join_as_provider.html": _newcomer("/welcome/provider/"),
    "workspaces/join_as_supporter.html": _newcomer("/welcome/supporter/"),
    "workspaces/join_as_young_person.html": _newcomer("/welcome/young-person/"),
    "workspaces/provider.html": _owner(""),
    "workspaces/start.html": _newcomer("/welcome/start/"),
}

#: Forms sent with mistakes; the title of what comes back says so.
MISTAKES: dict[str, To] = {
    "a report of a problem": lambda world: Visit(f"{world.service.get_absolute_url()}report/", press="Send the report"),
    "an invitation": lambda world: Visit(_owner("people/add/")(world).path, world.owner, press="Send the invitation"),
    "an address for a code": lambda world: Visit(
        f"/providers/{world.joining.entry.slug}/claim/address/", world.newcomer, press="Send the code"
    ),
    "rules for listings": lambda world: Visit(
        "/council/listing-policy/change/", world.officer, press="Record the new rules"
    ),
    "signing in": lambda world: Visit(
        "/accounts/login/", fill={"E-mail address": "nobody@example.org", "Password": "wrong"}, press="Sign in"
    ),
    "a child": lambda world: Visit(f"/family/{world.family.pk}/children/add/", world.parent, press="Save"),
    "a budget": lambda world: Visit(
        f"/council/budgets/{world.child.pk}/award/",
        world.officer,
        fill={"How much?": "lots"},
        press="Award the budget",
    ),
    "a challenge": lambda world: Visit(
        f"/family/budgets/figures/{world.figures.released.pk}/challenge/", world.parent, press="Send it to the council"
    ),
    "bands of points": lambda world: Visit(
        "/council/budgets/policy/streams/social-care-short-breaks/add/bands/",
        world.officer,
        press="Record the policy",
    ),
    "a table of packages": lambda world: Visit(
        "/council/budgets/policy/calibrate/?stream=equipment",
        world.officer,
        attach={"The file": "points,package\n-1,x\n"},
        press="Show a proposal",
    ),
    "a move of money": lambda world: Visit(
        f"/council/budgets/pots/{world.pot.pk}/move/", world.officer, press="Move the money"
    ),
    "how things are": lambda world: Visit(_outcomes(world.review), world.parent, press="Save the answers"),
    "a review to move": lambda world: Visit(
        f"/council/budgets/outcomes/{world.review.pk}/move/", world.officer, press="Move the review"
    ),
    "a payment": lambda world: Visit(
        _pay(world).path, world.parent, fill={"Short breaks (optional)": "1.00"}, press="Reserve and check answers"
    ),
    "a line of a plan": lambda world: Visit(
        world.plans.family(world.plans.draft, "lines/add/hours/"), world.parent, press="Save and go on"
    ),
    "a signature": lambda world: Visit(
        f"/council/budgets/signing/{world.plans.waiting.pk}/{world.plans.stream.pk}/",
        world.officer,
        press="Sign this stream",
    ),
    "a price": lambda world: Visit(world.listing("prices/add/"), world.owner, press="Add the price"),
    "kinds of a listing": lambda world: Visit(
        world.listing("questions/kind/", world.submitted), world.owner, press="Save"
    ),
    "a decision on a listing": lambda world: Visit(
        f"/council/listings/{world.submitted.slug}/", world.officer, press="Save the decision"
    ),
    "rules of a stream": lambda world: Visit(
        f"/council/budgets/streams/{world.planned_rules.stream_id}/change/", world.officer, press="Save the new rules"
    ),
    "an answer to choose": lambda world: Visit(
        f"/council/budgets/questionnaires/answers/add/{world.draft_questionnaire.domains.all()[0].questions.all()[0].pk}/",
        world.officer,
        fill={"Points for the child": "-1"},
        press="Add the answer",
    ),
    "a page of an assessment": lambda world: Visit(_domain_page(world).path, world.parent, press="Save and continue"),
    "answers that are not complete": lambda world: Visit(
        _assessment("check/")(world).path, world.parent, press="Send the answers"
    ),
    "spending": lambda world: Visit(f"/family/budgets/{world.child.pk}/spending/add/", world.parent, press="Record it"),
    "payments that were made": lambda world: Visit("/council/budgets/payments/", world.officer, press="Record as paid"),
    "a way of managing": lambda world: Visit(_held_pot(world, "route"), world.officer, press="Check what it does"),
    "a request": lambda world: Visit(
        "/family/requests/new/", world.parent, fill={"Age (optional)": "99"}, press="Send"
    ),
}

#: Pages that look otherwise than in `PAGES`.
STATES: dict[str, To] = {
    "nothing found": _anyone("/services/?q=otter&age=25&postcode=GL1+2NE"),
    "a search that makes no sense": _anyone("/services/?q=otter&postcode=nowhere&age=old"),
    "a listing without a price": lambda world: Visit(world.unpriced.get_absolute_url()),
    "a free listing": lambda world: Visit(world.free.get_absolute_url()),
    "the prices of a free listing": lambda world: Visit(world.listing("prices/", world.free), world.owner),
    "a listing whose checks have lapsed": lambda world: Visit(world.lapsed.get_absolute_url()),
    "a booking to confirm after it took place": lambda world: Visit(
        f"/family/bookings/{world.delivered.pk}/", world.parent
    ),
    "a full session to ask for": lambda world: Visit(
        f"/family/requests/new/?session={world.sessions[2].pk}", world.busy
    ),
    "a report of nothing": _officer("/council/demand/?source=full_session"),
    "a report with its months reversed": _officer("/council/demand/?first=2026-03&last=2026-01"),
    "a new stream": _officer("/council/budgets/streams/add/"),
    "an end of a stream": lambda world: Visit(
        f"/council/budgets/streams/{world.planned_rules.stream_id}/end/", world.officer
    ),
    "rules to withdraw": lambda world: Visit(
        f"/council/budgets/streams/rules/{world.planned_rules.pk}/withdraw/", world.officer
    ),
    "a questionnaire in use": lambda world: Visit(
        f"/council/budgets/questionnaires/{world.questionnaire.pk}/", world.officer
    ),
    "a questionnaire to retire": lambda world: Visit(
        f"/council/budgets/questionnaires/{world.questionnaire.pk}/retire/", world.officer
    ),
    "assessments of a child, to an officer": _council_assessment(),
    "an assessment taken by an officer": lambda world: Visit(
        f"/council/budgets/{world.child.pk}/assessment/{world.open_assessment.pk}/", world.officer
    ),
    "answers read by a family": lambda world: Visit(
        f"/family/budgets/{world.child.pk}/assessment/{world.sent_assessment.pk}/answers/", world.parent
    ),
    "a planned policy of a stream to withdraw": lambda world: Visit(
        f"/council/budgets/policy/amounts/{world.figures.planned_policy.pk}/withdraw/", world.officer
    ),
    "a statement of nothing": lambda world: Visit(
        f"/family/budgets/{world.child.pk}/statement/?period=2020-04-01_2021-03-31&stream=continence", world.parent
    ),
    "a budget with nowhere to move to": lambda world: Visit(
        f"/council/budgets/pots/{world.old_pot.pk}/move/", world.officer
    ),
    "a plan that waits": _plan(which="waiting"),
    "a plan in the council’s workspace": lambda world: Visit(
        f"/council/budgets/{world.child.pk}/plan/{world.plans.change.pk}/lines/", world.officer
    ),
    "no bookings": lambda world: Visit("/family/bookings/", world.busy),
    "a budget that the council manages": lambda world: Visit(
        f"/council/budgets/pots/{world.pot.pk}/payments/", world.officer
    ),
    "statements of nobody": lambda world: Visit(f"/council/budgets/pots/{world.pot.pk}/statements/", world.officer),
    "no spending to look at": _officer("/council/budgets/spending/"),
    "no fund": lambda world: Visit(
        f"/provider/{world.busy.provider_memberships.all()[0].provider.slug}/funds/", world.busy
    ),
    "a work queue with nothing in it": _officer("/council/budgets/work/?queue=sign"),
    "planned and actual of nothing": _officer("/council/budgets/planned/?stream=early-years"),
    "no budget": lambda world: Visit("/family/budgets/", world.busy),
}
