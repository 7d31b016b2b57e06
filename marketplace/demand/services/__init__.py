"""Writing down what families looked for and could not get."""

from .miss import record_search_miss
from .price import ask_for_prices
from .request import (
    AskedAlready,
    PlaceFree,
    RequestRefused,
    publish_request,
    record_request,
    withdraw_request,
    withhold_request,
)

__all__ = [
    "AskedAlready",
    "PlaceFree",
    "RequestRefused",
    "ask_for_prices",
    "publish_request",
    "record_request",
    "record_search_miss",
    "withdraw_request",
    "withhold_request",
]
