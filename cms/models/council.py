"""What makes the site this council's own."""

import hashlib

from django import forms
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.colour import check_primary_colour
from cms.links import check_address

DEFAULT_COLOUR = "#0b5559"


@register_setting(icon="site")
class CouncilSettings(BaseGenericSetting):
    """The council's name, look, contacts and statements; one deployment serves one council, so there is one row."""

    name = models.CharField(
        "name of the council",
        max_length=120,
        default="",
        help_text="As people say it, such as Exampleshire County Council.",
    )
    service_name = models.CharField(
        max_length=60, default="Local Offer", help_text="What this site is called; it heads every page."
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Shown beside the name at the top of every page, 48 pixels high.",
    )
    primary_colour = models.CharField(
        max_length=7,
        default=DEFAULT_COLOUR,
        validators=[check_primary_colour],
        help_text="Used for buttons and links. It must be dark enough for white text to be read on it.",
    )
    contact_phone = models.CharField("phone", max_length=30, blank=True)
    contact_email = models.EmailField("e-mail", blank=True)
    opening_hours = models.CharField(max_length=200, blank=True, help_text="Such as: Monday to Friday, 9am to 5pm.")
    address = models.TextField(
        max_length=400, blank=True, help_text="Where to write or call in, and to ask for a copy on paper."
    )
    complaints_url = models.CharField(
        "complaints page",
        max_length=300,
        blank=True,
        validators=[check_address],
        help_text="The address of the page on how to complain.",
    )
    accessibility_url = models.CharField(
        "accessibility statement",
        max_length=300,
        blank=True,
        default="/accessibility/",
        validators=[check_address],
        help_text="The law asks for one on every public site, reviewed each year.",
    )
    privacy_url = models.CharField(
        "privacy notice", max_length=300, blank=True, default="/privacy/", validators=[check_address]
    )
    sendiass_name = models.CharField(
        "name",
        max_length=120,
        blank=True,
        help_text="The SEND Information, Advice and Support Service, which is free, confidential and impartial.",
    )
    sendiass_phone = models.CharField("phone", max_length=30, blank=True)
    sendiass_email = models.EmailField("e-mail", blank=True)
    sendiass_url = models.URLField("website", blank=True)

    select_related = ["logo"]
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("service_name"),
                FieldPanel("logo"),
                FieldPanel("primary_colour", widget=forms.TextInput(attrs={"type": "color"})),
            ],
            heading="Name and look",
        ),
        MultiFieldPanel(
            [
                FieldPanel("contact_phone"),
                FieldPanel("contact_email"),
                FieldPanel("opening_hours"),
                FieldPanel("address"),
            ],
            heading="How to reach the council",
        ),
        MultiFieldPanel(
            [FieldPanel("complaints_url"), FieldPanel("accessibility_url"), FieldPanel("privacy_url")],
            heading="Pages linked at the foot of every page",
        ),
        MultiFieldPanel(
            [
                FieldPanel("sendiass_name"),
                FieldPanel("sendiass_phone"),
                FieldPanel("sendiass_email"),
                FieldPanel("sendiass_url"),
            ],
            heading="SENDIASS",
        ),
    ]

    class Meta:
        verbose_name = "council settings"
        verbose_name_plural = "council settings"

    def __str__(self) -> str:
        return f"{self.name}: {self.service_name}"

    @property
    def theme_version(self) -> str:
        """Return what changes when the generated stylesheet does."""
        return hashlib.sha256(self.primary_colour.encode()).hexdigest()[:12]
