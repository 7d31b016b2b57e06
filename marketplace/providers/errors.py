"""What the rules of vetting refuse; each sentence says what to do next."""

from marketplace.core.errors import DomainError


class CheckRefused(DomainError):
    """The vetting check cannot be taken or decided as asked."""

    code = "check_refused"


class OverrideRefused(DomainError):
    """A provider cannot be let off a check as asked."""

    code = "override_refused"


class StoppedByRegister(DomainError):
    """An entry of the register of refusals matches. The sentence accuses nobody: the match may be by chance."""

    code = "stopped_by_register"

    def __init__(self) -> None:
        super().__init__("We cannot complete this here. Please ring the council.")


class RefusalRefused(DomainError):
    """The register of refusals cannot be changed as asked."""

    code = "refusal_refused"
