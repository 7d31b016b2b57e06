"""The Local Offer's pages, the council's own details, and announcements."""

from .announcements import Announcement
from .base import LocalOfferPage
from .council import CouncilSettings
from .home import HomePage
from .information import InformationPage, PersonalBudgetsPage, SectionPage
from .news import NewsIndexPage, NewsPage

__all__ = [
    "Announcement",
    "CouncilSettings",
    "HomePage",
    "InformationPage",
    "LocalOfferPage",
    "NewsIndexPage",
    "NewsPage",
    "PersonalBudgetsPage",
    "SectionPage",
]
