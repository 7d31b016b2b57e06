"""Reviews of outcomes in words: what is asked about each, and where a review stands.

Outcomes that a council adds are asked about by their names.
"""

from marketplace.catalogue.models import Outcome
from marketplace.core import clock

from .enums import Respondent
from .models import OutcomeReview

#: By the code of the outcome: what a parent is asked, and what a child or young person is asked.
_QUESTIONS = {
    "choice-and-control": (
        "How much say do you and your child have over the help you get?",
        "How much say do you have over what you do and who helps you?",
    ),
    "quality-of-care": (
        "How good is the care and help that your child gets?",
        "How good is the help you get?",
    ),
    "be-healthy": (
        "How is your child’s health, in body and in mind?",
        "How healthy and happy do you feel?",
    ),
    "stay-safe": (
        "How safe is your child, at home and outside?",
        "How safe do you feel?",
    ),
    "enjoy-and-achieve": (
        "How much does your child enjoy things and learn?",
        "How much do you enjoy things and learn?",
    ),
    "positive-contribution": (
        "How well does your child take part with other people?",
        "How well do you join in with other people?",
    ),
    "economic-well-being": (
        "How well does your family manage with money, work and daily costs?",
        "How well does money work out for you, such as for going out?",
    ),
}


#: By the code of the outcome: what it is about.
_MEANINGS = {
    "choice-and-control": "having a say over the help",
    "quality-of-care": "help that is good and that fits",
    "be-healthy": "body and mind",
    "stay-safe": "at home and outside",
    "enjoy-and-achieve": "fun, friends and learning",
    "positive-contribution": "taking part and helping others",
    "economic-well-being": "money, work and daily costs",
}


def outcome_explained(outcome: Outcome) -> str:
    """Return the name of an outcome and, for those that we know, what it is about."""
    meaning = _MEANINGS.get(outcome.code)
    return f"{outcome.name}: {meaning}" if meaning else outcome.name


def question_about(outcome: Outcome, respondent: Respondent) -> str:
    """Return the question about an outcome."""
    general = f"How are things with this: {outcome.name.lower()}?"
    parent, child = _QUESTIONS.get(outcome.code, (general, general))
    return child if respondent == Respondent.CHILD else parent


def review_title(review: OutcomeReview) -> str:
    """Say whose view a review asks for."""
    if review.respondent == Respondent.CHILD:
        return f"{review.child.given_name}’s own view"
    return "View of a parent or carer"


def review_status(review: OutcomeReview) -> tuple[str, str]:
    """Return the words and the kind of the tag that says where a review stands."""
    today = clock.today()
    if review.completed_at:
        return f"Answered on {clock.local_day(review.completed_at):%-d %B %Y}", "success"
    if not review.is_open:
        return "Does not want to answer", "neutral"
    if today > review.due_on:
        return "Late", "warning"
    if today < review.opens_on:
        return f"Opens on {review.opens_on:%-d %B %Y}", "waiting"
    return "To do", "info"
