"""Showing moments and times of day."""

from django import template

from marketplace.core import times

register = template.Library()

register.filter("time_of_day", times.format_time)
register.filter("moment", times.format_moment)
register.filter("short_moment", times.format_short_moment)
register.filter("until_end", times.format_end)
