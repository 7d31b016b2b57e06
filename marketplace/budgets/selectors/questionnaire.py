"""Reading questionnaires: those in use, being written and retired, and one with all its parts."""

from collections.abc import Iterator

from django.db.models import Count, Q, QuerySet

from ..enums import AssessmentState, QuestionnaireState
from ..models import Questionnaire


def questionnaires_in_use() -> QuerySet[Questionnaire]:
    """Return the questionnaires that families can answer now, by name."""
    return Questionnaire.objects.filter(state=QuestionnaireState.PUBLISHED)


def version_in_use(name: str) -> Questionnaire | None:
    """Return the version of a questionnaire that families can answer now, none where there is none."""
    return questionnaires_in_use().filter(name=name).first()


def with_parts(questionnaires: QuerySet[Questionnaire]) -> QuerySet[Questionnaire]:
    """Return the questionnaires with all that is in them, in a constant number of statements."""
    return questionnaires.prefetch_related("domains__questions__descriptors", "age_adjustments")


def questionnaires_by_state() -> Iterator[tuple[str, list[Questionnaire]]]:
    """Yield drafts, those in use and those retired, each with how many domains, questions and answers of families."""
    rows = Questionnaire.objects.annotate(
        domain_count=Count("domains", distinct=True),
        question_count=Count("domains__questions", distinct=True),
        open_count=Count("assessments", filter=Q(assessments__state=AssessmentState.IN_PROGRESS), distinct=True),
        completed_count=Count("assessments", filter=Q(assessments__state=AssessmentState.COMPLETED), distinct=True),
    )
    questionnaires = list(rows)
    for state in (QuestionnaireState.PUBLISHED, QuestionnaireState.DRAFT, QuestionnaireState.RETIRED):
        yield str(state.label), [each for each in questionnaires if each.state == state]
