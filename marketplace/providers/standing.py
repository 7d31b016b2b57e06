"""Where a provider stands with each kind of vetting check."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from marketplace.core import clock

from .enums import CheckState
from .models import CheckType, Provider, VettingCheck

#: The provider is told this many days before a check lapses, for the first time.
ENDS_SOON_DAYS = 60


@dataclass(frozen=True)
class CheckStanding:
    """One kind of check of a provider: what holds, what waits, what was last refused or has lapsed."""

    check_type: CheckType
    is_needed: bool
    current: VettingCheck | None
    waiting: VettingCheck | None
    last: VettingCheck | None

    @property
    def ends_soon(self) -> bool:
        """Say whether the check that holds lapses within 60 days."""
        return bool(self.current and self.current.valid_to <= clock.today() + timedelta(days=ENDS_SOON_DAYS))

    @property
    def refused(self) -> VettingCheck | None:
        """Return the evidence sent last where the council refused it."""
        return self.last if self.last and self.last.state == CheckState.REFUSED else None

    @property
    def status(self) -> tuple[str, str]:
        """Return the standing in words, and the kind of tag that shows it."""
        if self.current:
            return ("Ends soon", "warning") if self.ends_soon else ("Valid", "success")
        if self.waiting:
            return ("Waiting for the council", "waiting")
        if self.refused:
            return ("Refused", "danger")
        if self.last and self.last.has_lapsed:
            return ("Lapsed", "danger")
        if self.last:
            return ("Approved, not started", "info")
        return ("Missing", "warning") if self.is_needed else ("Not sent", "neutral")


def check_standings(provider: Provider, needed: Iterable[CheckType]) -> list[CheckStanding]:
    """Return where the provider stands with every kind of check; `needed` are those that its services need."""
    needed_ids = {check_type.pk for check_type in needed}
    sent: dict[object, list[VettingCheck]] = {}
    for check in provider.checks.order_by("created_at"):
        sent.setdefault(check.check_type_id, []).append(check)
    return [
        _standing(check_type, check_type.pk in needed_ids, sent.get(check_type.pk, []), clock.today())
        for check_type in CheckType.objects.all()
    ]


def _standing(check_type: CheckType, is_needed: bool, sent: list[VettingCheck], today: date) -> CheckStanding:
    holding = [check for check in sent if check.is_valid_on(today)]
    waiting = [check for check in sent if check.state == CheckState.SUBMITTED]
    return CheckStanding(
        check_type=check_type,
        is_needed=is_needed,
        current=max(holding, key=lambda check: check.valid_to, default=None),
        waiting=waiting[-1] if waiting else None,
        last=sent[-1] if sent else None,
    )
