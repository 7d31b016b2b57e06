"""Who can sign in to try the demonstration: one person per role."""

from dataclasses import dataclass

from marketplace.accounts.enums import OfficerRole, Relationship

from ..content.loader import load_families, load_providers
from ..content.people import load_people
from .providers import owner_email
from .sampling import NAMED_PROVIDERS

_FIRST_PAGES = {
    OfficerRole.LISTINGS: "/council/vetting/",
    OfficerRole.BUDGETS: "/council/budgets/",
    OfficerRole.FINANCE: "/council/bookings/",
    OfficerRole.COMMISSIONER: "/council/demand/",
    OfficerRole.CONTENT: "/cms/",
    OfficerRole.ADMINISTRATOR: "/council/officers/",
}
_SIGNING = "/council/budgets/signing/"


@dataclass(frozen=True)
class SignIn:
    """A person to sign in as, and the page to look at first."""

    role: str
    email: str
    first_page: str


def sign_ins() -> list[SignIn]:
    """Return one sign-in for each role, families first."""
    families = load_families()
    members = [member for family in families for member in family.members]
    young_person = next(member for member in members if member.relationship == Relationship.YOUNG_PERSON)
    supporter = families[0].supporters[0]
    providers = {provider.slug: provider for provider in load_providers()}
    return [
        SignIn("Parent", members[0].email, "/family/"),
        SignIn("Young person with a budget", young_person.email, "/family/budgets/"),
        SignIn(f"Supporter ({supporter.job.lower()})", supporter.email, "/family/"),
        *(SignIn(f"Provider: {providers[s].name}", owner_email(providers[s]), "/provider/") for s in NAMED_PROVIDERS),
        *(SignIn(officer.role.label, officer.email, _FIRST_PAGES[officer.role]) for officer in load_people().officers),
        *(SignIn(f"Signs plans: {each.grade}", each.email, _SIGNING) for each in load_people().signers),
    ]
