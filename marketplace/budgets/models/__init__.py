"""Personal budgets: streams and policy, assessment, allocation, plan, sign-off, pots and ledger, routes, outcomes."""

from .allocation import (
    AllocationBand,
    AllocationPolicy,
    Challenge,
    IndicativeAllocation,
    PresentPackage,
    ReleaseConversation,
)
from .assessment import Assessment, AssessmentAnswer
from .direct_payment import HolderStatement, ScheduledPayment, SpendingRecord
from .ledger import Hold, HoldRefund, HoldResolution, LedgerLeg, LedgerTransaction
from .outcome_review import OutcomeAnswer, OutcomeReview
from .plan import PlanLine, PlanLineFunding, PlanOutcome, SupportPlan
from .policy import BudgetPolicy
from .pot import Pot
from .questionnaire import AgeAdjustment, Descriptor, Question, Questionnaire, QuestionnaireDomain
from .route import ManagementRoute, RouteRequest, Withholding
from .sign_off import PlanSignature, SignerAppointment, SigningGrade
from .stream import FundingStream, StreamRules

__all__ = [
    "AgeAdjustment",
    "AllocationBand",
    "AllocationPolicy",
    "Assessment",
    "AssessmentAnswer",
    "BudgetPolicy",
    "Challenge",
    "Descriptor",
    "FundingStream",
    "Hold",
    "HoldRefund",
    "HoldResolution",
    "HolderStatement",
    "IndicativeAllocation",
    "LedgerLeg",
    "LedgerTransaction",
    "ManagementRoute",
    "OutcomeAnswer",
    "OutcomeReview",
    "PlanLine",
    "PlanLineFunding",
    "PlanOutcome",
    "PlanSignature",
    "Pot",
    "PresentPackage",
    "Question",
    "Questionnaire",
    "QuestionnaireDomain",
    "ReleaseConversation",
    "RouteRequest",
    "ScheduledPayment",
    "SignerAppointment",
    "SigningGrade",
    "SpendingRecord",
    "StreamRules",
    "SupportPlan",
    "Withholding",
]
