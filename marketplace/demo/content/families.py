"""Read families, and requests as families write them."""

from marketplace.accounts.enums import Relationship, SupportScope
from marketplace.catalogue.enums import Unit
from marketplace.demand.enums import HowOften

from .known import LEAF_CATEGORIES, NEED_CODES, OLDEST_AGE, STREAMS_BY_CODE, ages_of, postcode_of
from .reading import Table, each, refuse_repeats
from .records import (
    ChildContent,
    FamilyContent,
    MemberContent,
    StreamAwardContent,
    SupporterContent,
    UnmetContent,
)


def read_family(row: Table) -> FamilyContent:
    """Read one family, those of it who sign in, its children and its supporters."""
    return FamilyContent(
        name=row.text("name"),
        postcode=postcode_of(row),
        members=each(row.tables("members", label="email"), _member),
        children=each(row.tables("children", label="given_name"), _child),
        supporters=each(row.tables("supporters", label="email"), _supporter),
    )


def _email(row: Table) -> str:
    email = row.text("email")
    if not email.endswith(".example"):
        raise row.fail(f"{email!r} is not on a .example domain.")
    return email


def _member(row: Table) -> MemberContent:
    return MemberContent(
        name=row.text("name"),
        email=_email(row),
        relationship=row.choice("relationship", Relationship, Relationship.PARENT),
    )


def _supporter(row: Table) -> SupporterContent:
    return SupporterContent(
        name=row.text("name"),
        email=_email(row),
        job=row.text("job"),
        scopes=row.choices("scopes", SupportScope),
        valid_for_days=row.whole("valid_for_days", lowest=1),
    )


def _child(row: Table) -> ChildContent:
    years = row.whole("age_years")
    if years > OLDEST_AGE or row.whole("age_months") > 11:
        raise row.fail("the age is above 25 years or has more than 11 months.")
    child = ChildContent(
        given_name=row.text("given_name"),
        family_name=row.text("family_name"),
        age_years=years,
        age_months=row.whole("age_months"),
        needs=row.codes("needs", NEED_CODES, may_be_empty=False),
        streams=each(row.tables("streams", label="code"), _stream_award),
    )
    for award in child.streams:
        stream = STREAMS_BY_CODE[award.code]
        if not stream.age_min <= years <= stream.age_max:
            raise row.fail(f"{award.code} is for {stream.age_min} to {stream.age_max}, not {years}.")
    refuse_repeats(row.where, (award.code for award in child.streams))
    return child


def _stream_award(row: Table) -> StreamAwardContent:
    return StreamAwardContent(
        code=row.code("code", frozenset(STREAMS_BY_CODE)),
        annual_pence=row.whole("annual_pence", lowest=1),
        reason=row.text("reason"),
    )


def read_unmet(row: Table) -> UnmetContent:
    """Read one template of an unmet request."""
    age_min, age_max = ages_of(row)
    return UnmetContent(
        what=row.text("what"),
        category=row.code("category", LEAF_CATEGORIES),
        needs=row.codes("needs", NEED_CODES),
        age_min=age_min,
        age_max=age_max,
        when_wanted=row.text("when_wanted"),
        how_often=row.choice("how_often", HowOften),
        most_pence=row.whole("most_pence", lowest=1),
        unit=row.choice("unit", Unit),
    )
