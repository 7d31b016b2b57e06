"""One sign-in per role, to be printed."""

from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.accounts.enums import OfficerRole, Relationship
from marketplace.accounts.models import FamilyMember, OfficerAppointment, SupportConsent, User
from marketplace.core import clock
from marketplace.providers.enums import ProviderRole
from marketplace.providers.models import ProviderMember

_BEGIN_AT = {
    OfficerRole.CONTENT: "/cms/",
    OfficerRole.LISTINGS: "/council/vetting/",
    OfficerRole.BUDGETS: "/council/budgets/",
    OfficerRole.FINANCE: "/council/bookings/",
    OfficerRole.COMMISSIONER: "/council/demand/",
    OfficerRole.ADMINISTRATOR: "/council/officers/",
}


@dataclass(frozen=True)
class SignIn:
    """Someone to sign in as, and the page to begin at."""

    role: str
    name: str
    email: str
    begin_at: str


def sign_ins() -> Iterator[SignIn]:
    """Yield a parent, a young person, a supporter, a provider's owner and an officer of each role."""
    members = FamilyMember.objects.select_related("user").order_by("created_at", "pk")
    for relationship in Relationship:
        member = members.filter(relationship=relationship).first()
        if member:
            yield _sign_in(relationship.label, member.user, "/family/budgets/")
    consents = SupportConsent.objects.filter(withdrawn_at__isnull=True).valid_on(clock.today())
    consent = consents.select_related("supporter").order_by("created_at", "pk").first()
    if consent:
        yield _sign_in("Supporter", consent.supporter, "/family/")
    owner = ProviderMember.objects.filter(role=ProviderRole.OWNER).select_related("user").order_by("created_at").first()
    if owner:
        yield _sign_in("Provider", owner.user, "/provider/")
    for role in OfficerRole:
        appointments = OfficerAppointment.objects.filter(role=role).valid_on(clock.today())
        appointment = appointments.select_related("user").order_by("valid_from", "pk").first()
        if appointment:
            yield _sign_in(role.label, appointment.user, _BEGIN_AT[role])


def _sign_in(role: str, user: User, begin_at: str) -> SignIn:
    return SignIn(role, user.name, user.email, begin_at)
