"""Pages about unmet need."""

from .families import ask_for_prices, request_create, request_sent, request_withdraw, requests
from .officers import moderate, moderation, price_requests
from .providers import provider_board
from .reports import report, report_chart, report_csv

__all__ = [
    "ask_for_prices",
    "moderate",
    "moderation",
    "price_requests",
    "provider_board",
    "report",
    "report_chart",
    "report_csv",
    "request_create",
    "request_sent",
    "request_withdraw",
    "requests",
]
