"""What a link carries into the form for a request: from an empty search, a full session, or nothing at all."""

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format

from marketplace.accounts.models import Child, User
from marketplace.accounts.selectors import children_for, families_for
from marketplace.catalogue.models import Category, Need, Session
from marketplace.core import clock
from marketplace.core.postcode import outward_part

from .enums import RequestSource
from .forms import LONGEST_TEXT, known_child
from .selectors import session_asked_for
from .services.request import OLDEST_AGE

#: A link that carries one of these comes from a search.
SEARCH_PARAMETERS = ("q", "category", "need", "age", "postcode")


@dataclass(frozen=True)
class RequestLink:
    """A link to the form, read: odd values are passed over, because an address can be typed by anyone."""

    user: User
    query: QueryDict
    session: Session | None
    child: Child | None

    @classmethod
    def read(cls, user: User, query: QueryDict) -> "RequestLink":
        """Read the query string of the form's address."""
        return cls(
            user=user,
            query=query,
            session=session_asked_for(query.get("session", "")),
            child=known_child(user, query.get("child", "")) or _only_child(user),
        )

    @property
    def source(self) -> RequestSource:
        """Return what made the request come about."""
        if self.session:
            return RequestSource.FULL_SESSION
        if any(name in self.query for name in SEARCH_PARAMETERS):
            return RequestSource.EMPTY_SEARCH
        return RequestSource.WRITTEN

    def initial(self) -> dict[str, Any]:
        """Return what the form starts with: the session or the search first, then what is known of the child."""
        known = {**self._from_family(), **self._from_child(), **self._from_search(), **self._from_session()}
        return {name: value for name, value in known.items() if value not in (None, "", [])}

    def _from_family(self) -> dict[str, Any]:
        family = self.child.family if self.child else families_for(self.user, "book").first()
        return {"postcode": outward_part(family.postcode) if family else ""}

    def _from_child(self) -> dict[str, Any]:
        if self.child is None:
            return {}
        needs = list(Need.objects.filter(children=self.child).values_list("code", flat=True))
        return {"who": f"child:{self.child.pk}", "age": self.child.age_on(clock.today()), "needs": needs}

    def _from_search(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "what": self.query.get("q", "").strip()[:LONGEST_TEXT],
            "category": _known_category(self.query.get("category", "")),
            "needs": list(_known_needs(self.query.getlist("need"))),
            "age": _known_age(self.query.get("age", "")),
            "postcode": outward_part(self.query.get("postcode", "")),
        }
        return {name: value for name, value in found.items() if value not in (None, "", [])}

    def _from_session(self) -> dict[str, Any]:
        if self.session is None:
            return {}
        category = self.session.service.categories.first()
        return {
            "what": f"A place at {self.session.service.name}",
            "category": category.code if category else "",
            "when_wanted": date_format(timezone.localtime(self.session.starts_at), "l j F Y, g:i a"),
            "how_often": "once",
        }


def _only_child(user: User) -> Child | None:
    children = list(children_for(user, "book")[:2])
    return children[0] if len(children) == 1 else None


def _known_category(code: str) -> str:
    return code if code and Category.objects.filter(code=code.replace("\x00", "")).exists() else ""


def _known_needs(codes: list[str]) -> list[str]:
    wanted = [code.replace("\x00", "") for code in codes[:20]]
    return list(Need.objects.filter(code__in=wanted).values_list("code", flat=True)) if wanted else []


def _known_age(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 3 and int(text) <= OLDEST_AGE else None
