"""Who may do what about a child's budget: anonymous first, then the rule."""

from django.contrib.auth.models import AnonymousUser

from marketplace.accounts.enums import OfficerRole, Relationship, SupportScope
from marketplace.accounts.models import Child, User
from marketplace.accounts.permissions import belongs_to_family, is_officer, may_act_for_family
from marketplace.core import clock

from .enums import Respondent
from .models import SupportPlan
from .selectors.outcome import young_people_of
from .selectors.signing import grades_of, prepared_by


def may_manage_money(user: User | AnonymousUser, child: Child) -> bool:
    """Say whether the person is of the child's family, or has its consent of today to manage money."""
    return may_act_for_family(user, child.family, SupportScope.MONEY)


def may_sign_for_family(user: User | AnonymousUser, child: Child) -> bool:
    """Say whether the person signs for the child's family: only its members do."""
    return belongs_to_family(user, child.family)


def may_read_plans(user: User | AnonymousUser) -> bool:
    """Say whether the person reads every child's plans: officers for budgets and for finance."""
    return is_officer(user, OfficerRole.BUDGETS, OfficerRole.FINANCE)


def may_write_plans(user: User | AnonymousUser) -> bool:
    """Say whether the person writes plans with families: officers for budgets."""
    return is_officer(user, OfficerRole.BUDGETS)


def may_sign_for_council(user: User | AnonymousUser) -> bool:
    """Say whether the person signs plans at all: budget officers who hold a grade today."""
    return is_officer(user, OfficerRole.BUDGETS) and bool(grades_of(user, clock.today()))


def why_not_a_signer(user: User, plan: SupportPlan) -> str:
    """Return why the officer is none of those who may sign this plan for the council, nothing where they are."""
    if prepared_by(user, SupportPlan.objects.filter(pk=plan.pk)).exists():
        return "You prepared this plan, so somebody else signs it."
    if may_act_for_family(user, plan.child.family):
        return "You act for this family, so somebody else signs for the council."
    return ""


def may_answer_review(user: User | AnonymousUser, child: Child, respondent: Respondent) -> bool:
    """Say whether the person may answer the child's reviews as the respondent.

    Parents, carers and supporters who manage money answer, for a child too; but a young person who signs in for
    themselves gives their own view, and no other.
    """
    if not user.is_authenticated:
        return False
    own = young_people_of(child)
    if respondent == Respondent.CHILD and own:
        return user in own
    if belongs_to_family(user, child.family):
        return user.family_memberships.filter(family=child.family, relationship=Relationship.PARENT).exists()
    return may_act_for_family(user, child.family, SupportScope.MONEY)


def may_record_childs_wish(user: User | AnonymousUser, child: Child) -> bool:
    """Say whether the person may record whether the child wants to answer: members of the family only."""
    return belongs_to_family(user, child.family) and may_answer_review(user, child, Respondent.CHILD)
