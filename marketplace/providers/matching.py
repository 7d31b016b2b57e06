"""Who an entry of the register of refusals is: the same by a number or address, or only alike."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import TrigramSimilarity, TrigramWordSimilarity
from django.db.models.functions import Greatest

from .models import Refusal

#: Names so alike are shown to an officer where postcode, telephone or e-mail domain is the same: by trial, "Sunny Days
#: Respite Ltd" and "Sunnydays Respite" reach 0.55, two clubs of one town 0.25.
ALIKE = 0.4
#: Numbers that one organisation has and no other.
NUMBERS = {
    "company_number": "company number",
    "charity_number": "charity number",
    "ofsted_urn": "Ofsted URN",
    "cqc_id": "CQC provider ID",
}
#: Domains at which anybody has an address: they say nothing about who writes.
OPEN_DOMAINS = frozenset(
    [
        "aol.com",
        "btinternet.com",
        "gmail.com",
        "googlemail.com",
        "hotmail.co.uk",
        "hotmail.com",
        "icloud.com",
        "live.co.uk",
        "live.com",
        "mail.com",
        "me.com",
        "msn.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "sky.com",
        "talktalk.net",
        "virginmedia.com",
        "yahoo.co.uk",
        "yahoo.com",
    ]
)


@dataclass(frozen=True)
class Likeness:
    """An entry of the register, and in what it is alike; `is_same` where that leaves no doubt."""

    refusal: Refusal
    is_same: bool
    alike_in: tuple[str, ...]


def likenesses(
    *, names: Sequence[str], emails: Sequence[str] = (), phone: str = "", postcode: str = "", **numbers: str
) -> list[Likeness]:
    """Return the entries that hold and match, those that are the same first.

    A number or an e-mail address makes it the same; a similar name does not, even at the same place. `names` are those
    of the organisation and of the people who join with it.
    """
    alike = [each(name, field) for name in names for each, field in ((_whole, "name"), (_within, "other_names"))]
    similarity = Greatest(*alike)
    found = []
    for refusal in Refusal.objects.filter(lifted_on__isnull=True).annotate(similarity=similarity):
        same = _same_in(refusal, emails, numbers)
        beside = _same_place(refusal, emails, phone, postcode) if refusal.similarity >= ALIKE else []
        if same:
            found.append(Likeness(refusal, True, tuple(same)))
        elif beside:
            found.append(Likeness(refusal, False, ("name", *beside)))
    return sorted(found, key=lambda likeness: not likeness.is_same)


def _whole(name: str, field: str) -> TrigramSimilarity:
    return TrigramSimilarity(field, name)


def _within(name: str, field: str) -> TrigramWordSimilarity:
    return TrigramWordSimilarity(name, field)


def tidy_number(number: str) -> str:
    """Return a registration number as it is compared: capitals, without spaces."""
    return re.sub(r"\s", "", number).upper()


def tidy_phone(phone: str) -> str:
    """Return a telephone number as it is compared: digits alone, as dialled in this country."""
    digits = re.sub(r"\D", "", phone.replace("(0)", "")).removeprefix("00")
    return f"0{digits[2:]}" if digits.startswith("44") else digits


def _same_in(refusal: Refusal, emails: Sequence[str], numbers: dict[str, str]) -> list[str]:
    same = [
        words
        for field, words in NUMBERS.items()
        if getattr(refusal, field) and tidy_number(getattr(refusal, field)) == tidy_number(numbers.get(field, ""))
    ]
    if refusal.email and refusal.email.lower() in {email.lower() for email in emails}:
        same.append("e-mail address")
    return same


def _same_place(refusal: Refusal, emails: Sequence[str], phone: str, postcode: str) -> list[str]:
    same = []
    if refusal.postcode and tidy_number(refusal.postcode) == tidy_number(postcode):
        same.append("postcode")
    if tidy_phone(refusal.phone) and tidy_phone(refusal.phone) == tidy_phone(phone):
        same.append("telephone")
    if _domain(refusal.email) and _domain(refusal.email) in {_domain(email) for email in emails}:
        same.append("e-mail domain")
    return same


def _domain(email: str) -> str:
    """Return the domain of an address, empty where anybody may have one there."""
    domain = email.rpartition("@")[2].lower()
    return "" if domain in OPEN_DOMAINS else domain
