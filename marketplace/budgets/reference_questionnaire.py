"""The questionnaire a new council starts with; officers make a new version to change it.

Eight parts of life with one to three questions each, as councils asked that allocated by points (2008, 2011).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class AnswerReference:
    """A descriptor with its points for the child and for the family."""

    text: str
    child: int = 0
    family: int = 0


@dataclass(frozen=True)
class QuestionReference:
    """A question with its descriptors, from the least help to the most."""

    text: str
    answers: tuple[AnswerReference, ...]
    help_text: str = ""


@dataclass(frozen=True)
class DomainReference:
    """A part of life with its questions."""

    title: str
    explanation: str
    questions: tuple[QuestionReference, ...]


A, Q = AnswerReference, QuestionReference

NAME = "Short breaks and support"
INTRODUCTION = (
    "These questions are about your child and your family, as things are now. Choose the answer that is closest. Think "
    "of an ordinary week, and compare with other children of the same age. There are no right or wrong answers. You "
    "can stop at any time and come back later: we keep what you have answered. You can do it on your own, with "
    "somebody who supports you, or with one of our officers."
)
#: From age, to age (both included), and the share of the child's points that counts, in per cent: every small child
#: needs much of this help.
AGE_ADJUSTMENTS = ((0, 4, 60), (5, 8, 80))

DOMAINS = (
    DomainReference(
        "Daily living and personal care",
        "Washing, dressing, eating and using the toilet.",
        (
            Q(
                "How much help does your child need to wash and get dressed?",
                (
                    A("As much as other children of the same age."),
                    A("A reminder, or somebody nearby.", 3),
                    A("Hands-on help with some of it each day.", 6),
                    A("Hands-on help with nearly all of it each day.", 10, 2),
                    A("Two people, or special equipment, each time.", 14, 4),
                ),
            ),
            Q(
                "How much help does your child need to eat and drink?",
                (
                    A("As much as other children of the same age."),
                    A("Food has to be cut up or made in a special way.", 3),
                    A("Somebody has to help with every meal.", 8, 1),
                    A("Your child is fed by tube, or could choke without close care.", 14, 4),
                ),
            ),
            Q(
                "How much help does your child need with the toilet?",
                (
                    A("As much as other children of the same age."),
                    A("A reminder, or help now and then.", 3),
                    A("Help every time in the day.", 7, 1),
                    A("Pads or a catheter day and night, changed by somebody else.", 11, 3),
                ),
                "Think of the day and of the night.",
            ),
        ),
    ),
    DomainReference(
        "Health and medicines",
        "Illness, medicines, and what you have been shown how to do by a nurse or therapist.",
        (
            Q(
                "How much care does your child’s health need at home?",
                (
                    A("No more than other children of the same age."),
                    A("Medicines or exercises most days, which take a few minutes.", 3),
                    A("Medicines, exercises or treatment several times a day.", 7, 2),
                    A("Care that somebody has to be trained for, such as suction or injections.", 12, 4),
                ),
            ),
            Q(
                "How often does your child’s health change suddenly, so that somebody has to act at once?",
                (
                    A("Hardly ever."),
                    A("A few times a year.", 3, 1),
                    A("Most months.", 6, 2),
                    A("Most weeks, and somebody who knows what to do is always near.", 11, 4),
                ),
                "For example a fit, or trouble with breathing.",
            ),
        ),
    ),
    DomainReference(
        "Communication",
        "How your child understands others and is understood.",
        (
            Q(
                "How does your child tell people what they need?",
                (
                    A("As well as other children of the same age."),
                    A("People who do not know your child need time to understand.", 3),
                    A("With signs, pictures or a device, and with help.", 6),
                    A("Only those who know your child very well understand.", 9, 1),
                ),
            ),
            Q(
                "How well does your child understand what is said to them?",
                (
                    A("As well as other children of the same age."),
                    A("Well, when people keep it short or show what they mean.", 3),
                    A("Everyday things only, said the same way each time.", 6),
                    A("Very little, or we cannot tell.", 9, 1),
                ),
            ),
        ),
    ),
    DomainReference(
        "Behaviour and safety",
        "What keeps your child and others safe.",
        (
            Q(
                "How much watching does your child need to stay safe?",
                (
                    A("As much as other children of the same age."),
                    A("More than others, in new places or near roads.", 4),
                    A("Somebody in the same room nearly all the time.", 8, 2),
                    A("Somebody within arm’s reach nearly all the time.", 13, 4),
                ),
            ),
            Q(
                "Does your child hurt themselves or others, or break things?",
                (
                    A("No more than other children of the same age."),
                    A("Now and then, and it soon passes.", 3, 1),
                    A("Most weeks, and it is hard to calm things down.", 7, 3),
                    A("Most days.", 11, 5),
                    A("Most days, and somebody has been badly hurt or could be.", 15, 7),
                ),
                "Many children do this when they are upset, or cannot say what they need.",
            ),
        ),
    ),
    DomainReference(
        "Sleep",
        "Your child’s nights, and yours.",
        (
            Q(
                "What are nights like?",
                (
                    A("Like those of other children of the same age."),
                    A("Your child wakes once or twice a week and needs somebody.", 3, 2),
                    A("Your child wakes most nights and needs somebody.", 6, 5),
                    A("Somebody is up several times every night, or has to stay awake.", 10, 9),
                ),
            ),
        ),
    ),
    DomainReference(
        "Learning and play",
        "Fun, friends and learning outside school hours.",
        (
            Q(
                "Can your child join in with clubs and play?",
                (
                    A("Yes, like other children of the same age."),
                    A("Yes, if somebody there knows about their needs.", 2),
                    A("Only with a helper of their own.", 6, 1),
                    A("Only in a place made for disabled children.", 9, 2),
                    A("We have found nothing that your child can join.", 11, 3),
                ),
            ),
            Q(
                "Does your child spend time with friends?",
                (
                    A("Yes, as much as other children of the same age."),
                    A("Yes, but an adult has to plan it and be there.", 2),
                    A("Only at school.", 4),
                    A("Hardly ever.", 6, 1),
                ),
            ),
        ),
    ),
    DomainReference(
        "Family and carer wellbeing",
        "How things are for you, and for brothers and sisters.",
        (
            Q(
                "Who else can look after your child, so that you have a break?",
                (
                    A("Family or friends, whenever we need it."),
                    A("Family or friends, now and then.", 0, 4),
                    A("Only people who are paid or trained.", 0, 8),
                    A("Nobody.", 0, 12),
                ),
            ),
            Q(
                "How does caring affect your own health, sleep or work?",
                (
                    A("Not much."),
                    A("It is tiring, but we manage.", 0, 4),
                    A("My health or my work suffers.", 0, 9),
                    A("I cannot go on like this.", 0, 14),
                ),
                "If you cannot go on, please call us today. You do not have to wait for an answer to these questions.",
            ),
            Q(
                "How is it for brothers and sisters?",
                (
                    A("There are none, or they are fine."),
                    A("They miss out on some things.", 0, 3),
                    A("They miss out on a lot, or help to care most days.", 0, 7),
                    A("They are unhappy or unsafe.", 0, 10),
                ),
                "If anybody is in danger now, ring 999.",
            ),
        ),
    ),
    DomainReference(
        "Getting about",
        "Moving around at home, and going out.",
        (
            Q(
                "How does your child move around?",
                (
                    A("Like other children of the same age."),
                    A("On their own, but slowly, or they tire or fall easily.", 3),
                    A("With a frame or a wheelchair that they move themselves.", 6),
                    A("Somebody has to push, lift or carry them.", 10, 3),
                ),
            ),
            Q(
                "What does it take to go out with your child?",
                (
                    A("No more than with other children of the same age."),
                    A("It takes planning, and some places do not work.", 2, 1),
                    A("Two adults, or a car that fits a wheelchair.", 5, 3),
                    A("We hardly go out together.", 8, 5),
                ),
            ),
        ),
    ),
)
