"""Who may do what with a child's budget: anonymous first, then the rule."""

from django.contrib.auth.models import AnonymousUser

from marketplace.accounts.enums import Relationship, SupportScope
from marketplace.accounts.models import Child, User
from marketplace.accounts.permissions import belongs_to_family, may_act_for_family

from .enums import Respondent
from .selectors.outcome import young_people_of


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
