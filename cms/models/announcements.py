"""Notices at the top of every page."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel
from wagtail.snippets.models import register_snippet

from cms.links import check_address
from marketplace.core import clock


class AnnouncementLevel(models.IntegerChoices):
    """How much an announcement matters, most urgent first."""

    URGENT = 1, "Urgent"
    IMPORTANT = 2, "Important"
    INFORMATION = 3, "Information"


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    """Announcements by when they are shown."""

    def showing_at(self, moment: datetime) -> "AnnouncementQuerySet":
        """Keep those shown at the moment."""
        return self.filter(Q(shown_until__isnull=True) | Q(shown_until__gt=moment), shown_from__lte=moment)


@register_snippet
class Announcement(models.Model):
    """A notice at the top of every page, from a moment, perhaps to a moment."""

    text = models.CharField(max_length=200, help_text="One plain sentence.")
    link_url = models.CharField(
        "link",
        max_length=300,
        blank=True,
        validators=[check_address],
        help_text="The address of a page that says more, if there is one.",
    )
    link_text = models.CharField(
        "words of the link", max_length=80, blank=True, help_text="Such as: Which clubs are closed."
    )
    level = models.PositiveSmallIntegerField(choices=AnnouncementLevel.choices, default=AnnouncementLevel.INFORMATION)
    shown_from = models.DateTimeField(default=clock.now)
    shown_until = models.DateTimeField(null=True, blank=True, help_text="Left empty, until you remove it.")

    objects = AnnouncementQuerySet.as_manager()

    panels = [
        HelpPanel("<p>Every page shows this while it lasts. Keep it for what people must know today.</p>"),
        FieldPanel("text"),
        FieldRowPanel([FieldPanel("link_url"), FieldPanel("link_text")]),
        FieldPanel("level"),
        FieldRowPanel([FieldPanel("shown_from"), FieldPanel("shown_until")]),
    ]

    class Meta:
        ordering = ["level", "-shown_from"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_until__isnull=True) | Q(shown_until__gt=F("shown_from")),
                name="cms_announcement_ends_after_it_begins",
                violation_error_message="The announcement must end after it begins.",
            ),
            models.CheckConstraint(
                condition=Q(link_url="") | ~Q(link_text=""),
                name="cms_announcement_link_has_words",
                violation_error_message="Write the words of the link, so that people know where it leads.",
            ),
        ]

    def __str__(self) -> str:
        return self.text
