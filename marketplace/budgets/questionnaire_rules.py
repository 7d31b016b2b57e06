"""What a questionnaire must have before families answer it (2008: domains of one to five questions)."""

from collections.abc import Iterator

from .models import Question, Questionnaire, QuestionnaireDomain

MOST_DOMAINS = 10
MOST_QUESTIONS = 5
FEWEST_ANSWERS = 2
#: More than this for one answer is a slip of the keyboard.
MOST_POINTS = 1000


def problems_of(questionnaire: Questionnaire) -> list[str]:
    """Return what keeps the questionnaire from being published, one sentence each; nothing where it is ready."""
    domains = list(questionnaire.domains.prefetch_related("questions__descriptors"))
    problems = [problem for domain in domains for problem in _of_domain(domain)]
    if not domains:
        problems.append("Add at least one domain.")
    if len(domains) > MOST_DOMAINS:
        problems.append(f"There are {len(domains)} domains. {MOST_DOMAINS} are the most.")
    return problems


def _of_domain(domain: QuestionnaireDomain) -> Iterator[str]:
    questions = domain.questions.all()
    if not questions:
        yield f"The domain “{domain.title}” has no question. Add at least one."
    if len(questions) > MOST_QUESTIONS:
        yield f"The domain “{domain.title}” has {len(questions)} questions. {MOST_QUESTIONS} are the most."
    for question in questions:
        yield from _of_question(question)


def _of_question(question: Question) -> Iterator[str]:
    answers = question.descriptors.all()
    if len(answers) < FEWEST_ANSWERS:
        yield f"The question “{question.text}” needs at least {FEWEST_ANSWERS} answers to choose from."
    elif not any(answer.child_points or answer.family_points for answer in answers):
        yield f"No answer to the question “{question.text}” gives points. At least one has to."
