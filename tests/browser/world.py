"""What every page has something to show of: people, listings, bookings, money, requests, pages of information."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from cms import services as pages
from cms.models import Announcement
from marketplace.accounts.enums import OfficerRole
from marketplace.accounts.models import Child, Family, OfficerAppointment, SupportConsent, User
from marketplace.accounts.selectors import actor_for_family
from marketplace.accounts.services import appoint_officer
from marketplace.bookings.models import Booking
from marketplace.bookings.services import (
    BookingWish,
    accept_request,
    confirm_booking,
    deliver_booking,
    hold_booking,
)
from marketplace.budgets.models import Assessment, FundingStream, OutcomeReview, Pot, Questionnaire, StreamRules
from marketplace.budgets.services import (
    add_age_adjustment,
    add_domain,
    change_stream_rules,
    complete_assessment,
    load_questionnaires,
    load_streams,
    set_contingency_aside,
)
from marketplace.catalogue.enums import ListingState
from marketplace.catalogue.models import Category, Need, Service, Session
from marketplace.catalogue.services import load_taxonomies
from marketplace.core import clock
from marketplace.core.audit import SYSTEM
from marketplace.demand.enums import RequestSource
from marketplace.demand.models import UnmetRequest
from marketplace.demand.services import ask_for_prices, publish_request, record_request
from marketplace.providers.models import CheckType, Provider, VettingCheck
from marketplace.providers.selectors import actor_for_provider
from marketplace.providers.services import submit_check
from search.indexing import rebuild
from tests import factories
from tests.budgets import assessment_scenario as assessments
from tests.cms.conftest import BODY

from .figures_world import Figures, build_figures
from .held_money import HeldMoney, hold_money
from .joining_world import Joining, build_joining
from .plans import PlanWorld, build_plans
from .vetting_world import VettingWorld, build_vetting
from .world_outcomes import ask_how_things_are


@dataclass(frozen=True)
class World:
    """What the visits go to; `booking` waits for its provider, `held` for its family."""

    parent: User
    family: Family
    child: Child
    consent: SupportConsent
    owner: User
    provider: Provider
    officer: User
    appointment: OfficerAppointment
    newcomer: User
    busy: User
    unconfirmed: User
    without_password: User
    guarded: User
    service: Service
    draft: Service
    submitted: Service
    unpriced: Service
    free: Service
    lapsed: Service
    sessions: list[Session]
    pot: Pot
    old_pot: Pot
    held: Booking
    booking: Booking
    delivered: Booking
    asked: UnmetRequest
    check: VettingCheck
    planned_rules: StreamRules
    questionnaire: Questionnaire
    draft_questionnaire: Questionnaire
    open_assessment: Assessment
    sent_assessment: Assessment
    held_money: HeldMoney
    figures: Figures
    plans: PlanWorld
    review: OutcomeReview
    own_review: OutcomeReview
    vetting: VettingWorld
    joining: Joining

    def listing(self, page: str = "", service: Service | None = None) -> str:
        """Return the address of a page about a listing in its provider's workspace."""
        return f"/provider/{self.provider.slug}/listings/{(service or self.service).slug}/{page}"


def build_world() -> World:
    """Build it in an empty database."""
    load_taxonomies()
    load_streams()
    factories.PostcodeFactory()
    people = _people()
    family = factories.FamilyFactory(name="The Rahmans")
    parent = _person("Amina Rahman")
    factories.FamilyMemberFactory(family=family, user=parent)
    child = factories.ChildFactory(family=family, given_name="Yusuf")
    child.needs.add(*Need.objects.all()[:2])
    provider = factories.ProviderFactory(name="Riverside Play", email="hello@riverside.example", phone="01632 960 222")
    owner = _person("Olu Owner")
    factories.ProviderMemberFactory(provider=provider, user=owner)
    service, sessions = _club(provider)
    stream = FundingStream.objects.get(code="social-care-short-breaks")
    pot = factories.pot_with(child, stream, 50_000)
    factories.pot_with(child, FundingStream.objects.get(code="continence"), 9_900)
    factories.pot_with(child, FundingStream.objects.get(code="social-care-support"), 20_000)
    old_pot = factories.pot_with(child, stream, 4_000, valid_from=date(2020, 4, 1), valid_to=date(2021, 3, 31))
    set_contingency_aside(actor=SYSTEM, pot=pot, amount_pence=2_000, reason="Just in case")
    held, booking, full, delivered = (_hold(parent, child, session, pot) for session in sessions[:4])
    for each in (booking, full, delivered):
        confirm_booking(actor=actor_for_family(parent, family), booking=each)
    for each in (full, delivered):
        accept_request(actor=actor_for_provider(owner), booking=each)
    with clock.at(delivered.starts_at + timedelta(days=1)):
        deliver_booking(actor=actor_for_provider(owner), booking=delivered)
    review, own_review = ask_how_things_are(parent, child)
    unpriced = _listing(provider, "Riverside talks")
    ask_for_prices(service=unpriced)
    _publish_pages()
    world = World(
        **people,
        appointment=people["officer"].appointments.all()[0],
        parent=parent,
        family=family,
        child=child,
        consent=factories.SupportConsentFactory(family=family, given_by=parent, scopes=["see", "book"]),
        owner=owner,
        provider=provider,
        service=service,
        draft=_listing(provider, "River walks", state=ListingState.DRAFT, state_reason="Say who leads it."),
        submitted=_listing(provider, "River boats", state=ListingState.SUBMITTED),
        unpriced=unpriced,
        free=_listing(provider, "River advice", is_free=True),
        lapsed=_lapsed(),
        sessions=sessions,
        pot=pot,
        old_pot=old_pot,
        held=held,
        booking=booking,
        delivered=delivered,
        asked=_requests(parent, family, child),
        plans=build_plans(child, parent, people["officer"], service),
        check=submit_check(
            actor=actor_for_provider(owner),
            provider=provider,
            check_type=CheckType.objects.get(code="references"),
            reference="Two letters",
            valid_from=clock.today(),
            valid_to=clock.today() + timedelta(days=400),
        ),
        planned_rules=_planned_rules(),
        **_assessments(parent, child),
        held_money=hold_money(parent=parent, officer=people["officer"], child=child, provider=provider, wished_for=pot),
        figures=build_figures(child, parent, people["officer"]),
        review=review,
        own_review=own_review,
        vetting=build_vetting(provider, people["officer"]),
        joining=build_joining(provider, owner, people["newcomer"], parent, service),
    )
    list(rebuild())
    return world


def _person(name: str, **fields: Any) -> User:
    user: User = factories.UserFactory(name=name, **fields)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


def _people() -> dict[str, User]:
    """Make an officer of every role, and people in unusual states."""
    officer = _person("Ola Officer")
    for role in OfficerRole:
        appoint_officer(actor=SYSTEM, user=officer, role=role)
    busy = _person("Kim Busy")
    for _ in range(2):
        factories.FamilyMemberFactory(user=busy)
        factories.ProviderMemberFactory(user=busy)
    unconfirmed = factories.UserFactory(name="Una Unconfirmed")
    EmailAddress.objects.create(user=unconfirmed, email=unconfirmed.email, primary=True, verified=False)
    without_password = _person("Wim Without")
    without_password.set_unusable_password()
    without_password.save()
    guarded = _person("Gus Guarded")
    TOTP.activate(guarded, generate_totp_secret())
    RecoveryCodes.activate(guarded)
    return {
        "officer": officer,
        "newcomer": _person("Nia Newcomer"),
        "busy": busy,
        "unconfirmed": unconfirmed,
        "without_password": without_password,
        "guarded": guarded,
    }


def _listing(provider: Provider, name: str, **fields: Any) -> Service:
    slug = name.lower().replace(" ", "-")
    service: Service = factories.ServiceFactory(
        provider=provider, name=name, slug=slug, categories=[Category.objects.get(code="weekend-clubs")], **fields
    )
    return service


def _club(provider: Provider) -> tuple[Service, list[Session]]:
    """Make a listing that says everything a listing can, with five sessions of one place."""
    service = factories.bookable_service(
        provider=provider,
        name="Otter Saturday club",
        slug="otter-saturday-club",
        age_min=5,
        age_max=12,
        eligibility="No referral is needed.",
        days=[5],
        offered_when=["weekends"],
        languages=["Polish"],
        continuity="Jo is there every week.",
        cancellation_cover="Sam steps in.",
        not_included="Lunch",
        website="https://otters.example/",
    )
    service.needs.add(*Need.objects.all()[:2])
    first = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=7)
    sessions: list[Session] = [
        factories.SessionFactory(service=service, starts_at=first + timedelta(days=7 * week), capacity=1)
        for week in range(5)
    ]
    return service, sessions


def _lapsed() -> Service:
    service = factories.bookable_service(name="Lapsed lunch club", slug="lapsed-lunch-club")
    VettingCheck.objects.filter(provider=service.provider).update(valid_to=clock.today() - timedelta(days=1))
    return service


def _hold(parent: User, child: Child, session: Session, pot: Pot) -> Booking:
    cost = session.service.unit_costs.get()
    wish = BookingWish(child=child, service=session.service, unit_cost=cost, session=session, note="Likes boats")
    return hold_booking(
        actor=actor_for_family(parent, child.family),
        wish=wish,
        funding={pot.pk: wish.price_pence},
        idempotency_key=str(uuid4()),
    )


def _requests(parent: User, family: Family, child: Child) -> UnmetRequest:
    """Record requests of many families, one of them on the board; return the family's own."""

    def ask(whose: Family, about: Child | None) -> UnmetRequest:
        return record_request(
            actor=actor_for_family(parent, family),
            family=whose,
            child=about,
            source=RequestSource.WRITTEN,
            what="Hydrotherapy after school",
            category=Category.objects.get(code="physiotherapy"),
            needs=list(Need.objects.all()[:2]),
            age=9,
            outward="GL1",
            when_wanted="After school",
            highest_price_pence=2_500,
            unit="session",
        )

    others = [ask(factories.FamilyFactory(), None) for _ in range(7)]
    publish_request(actor=SYSTEM, request=others[0], text="Hydrotherapy after school", when="After school")
    return ask(family, child)


def _planned_rules() -> StreamRules:
    return change_stream_rules(
        actor=SYSTEM,
        stream=FundingStream.objects.get(code="continence"),
        valid_from=clock.today() + timedelta(days=40),
        categories=Category.objects.filter(code="equipment"),
        reason="The price of pads went up.",
        summary="Pads and other things.",
        age_max=18,
    )


def _assessments(parent: User, child: Child) -> dict[str, Any]:
    """Load a questionnaire, let the family send an assessment and begin another; draft a questionnaire beside it."""
    load_questionnaires()
    questionnaire = Questionnaire.objects.get()
    sent = assessments.begin(child, parent, questionnaire)
    assessments.answer(sent, parent, assessments.descriptors(questionnaire, 1), "Every night")
    complete_assessment(actor=actor_for_family(parent, child.family), assessment=sent)
    begun = assessments.begin(child, parent, questionnaire)
    assessments.answer(begun, parent, assessments.descriptors(questionnaire, 0)[:4])
    draft = assessments.draft_questionnaire("Nights")
    add_age_adjustment(actor=SYSTEM, questionnaire=draft, age_from=0, age_to=4, percent=60)
    add_domain(actor=SYSTEM, questionnaire=draft, title="Nothing yet")
    return {
        "questionnaire": questionnaire,
        "draft_questionnaire": draft,
        "open_assessment": begun,
        "sent_assessment": sent,
    }


def _publish_pages() -> None:
    pages.set_council_details(name="Hillshire Council", contact_phone="01632 960 111", contact_email="h@example.org")
    home = pages.build_home_page(hero_heading="Support for your child", hero_intro="Find it here.")
    section = pages.publish_section(
        parent=home, slug="money", title="Money", summary="What help there is.", in_menu=True
    )
    reviewed: dict[str, Any] = {"parent": section, "summary": "In short.", "last_reviewed_on": date(2026, 3, 3)}
    guide = pages.publish_information_page(
        slug="guide",
        title="A guide",
        body=BODY,
        contact=pages.PageContact(name="Ann Lee", phone="01632 960 333"),
        **reviewed,
    )
    budgets = pages.publish_information_page(
        slug="budgets", title="Personal budgets", shows_funding_streams=True, related=[guide], **reviewed
    )
    news = pages.publish_news_index(parent=home)
    pages.publish_news(index=news, slug="clubs", title="Clubs open", published_on=date(2026, 3, 28), summary="Soon.")
    pages.build_home_page(hero_heading="Support for your child", hero_intro="Find it.", featured=[section, budgets])
    Announcement.objects.create(text="The boathouse is closed today.", link_url="/news/", link_text="Read why")
