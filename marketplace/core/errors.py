"""Errors of the domain: each carries a sentence for the person who meets it and a stable code for machines."""


class DomainError(Exception):
    """A rule of the domain refuses what was asked; nothing has been written."""

    code = "refused"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class Busy(DomainError):
    """Someone else holds what this needs; trying again in a moment will do."""

    code = "busy"

    def __init__(self) -> None:
        super().__init__("Someone else is changing this at the same moment. Nothing was changed; please try again.")


class NotAllowed(DomainError):
    """The person may see this but may not do what was asked."""

    code = "not_allowed"
