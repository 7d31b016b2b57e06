"""The reference data that administrators edit in Wagtail: taxonomies, vetting policy, funding streams."""

from wagtail.admin.panels import FieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from marketplace.budgets.models import FundingStream
from marketplace.catalogue.models import AccessFeature, Category, CategoryCheck, Need, Outcome
from marketplace.providers.models import CheckType


def _panels(*fields: str) -> list[FieldPanel]:
    return [FieldPanel(field) for field in fields]


class CategoryViewSet(SnippetViewSet):
    """Kinds of service and their groups."""

    model = Category
    icon = "folder-open-inverse"
    list_display = ["name", "code", "parent", "position"]
    panels = _panels("name", "code", "parent", "summary", "position")


class NeedViewSet(SnippetViewSet):
    """Needs."""

    model = Need
    icon = "tag"
    list_display = ["name", "code", "position"]
    panels = _panels("name", "code", "position")


class AccessFeatureViewSet(SnippetViewSet):
    """Access features."""

    model = AccessFeature
    icon = "tag"
    list_display = ["name", "code", "position"]
    panels = _panels("name", "code", "position")


class OutcomeViewSet(SnippetViewSet):
    """Outcomes."""

    model = Outcome
    icon = "tag"
    list_display = ["name", "code", "position"]
    panels = _panels("name", "code", "position")


class CheckTypeViewSet(SnippetViewSet):
    """Kinds of vetting check."""

    model = CheckType
    icon = "check"
    list_display = ["name", "code"]
    panels = _panels("name", "code", "guidance")


class CategoryCheckViewSet(SnippetViewSet):
    """Which check a kind of service needs, from when to when."""

    model = CategoryCheck
    icon = "check"
    menu_label = "Vetting policy"
    list_display = ["check_type", "category", "valid_from", "valid_to"]
    panels = _panels("category", "check_type", "valid_from", "valid_to")


class FundingStreamViewSet(SnippetViewSet):
    """Funding streams: their names and how long they run. Their rules are dated and changed at the council's pages."""

    model = FundingStream
    icon = "pick"
    list_display = ["name", "owner", "valid_from", "valid_to"]
    panels = _panels("name", "code", "owner", "position", "valid_from", "valid_to")


class ReferenceDataGroup(SnippetViewSetGroup):
    """The menu that holds them."""

    menu_label = "Reference data"
    menu_icon = "list-ul"
    menu_order = 300
    items = (
        CategoryViewSet,
        NeedViewSet,
        AccessFeatureViewSet,
        OutcomeViewSet,
        CheckTypeViewSet,
        CategoryCheckViewSet,
        FundingStreamViewSet,
    )


register_snippet(ReferenceDataGroup)
