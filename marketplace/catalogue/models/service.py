"""A service that a provider offers: the listing that families read."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from marketplace.core.models import IdentifiedModel, TimeStampedModel
from marketplace.providers.models import Provider

from ..enums import Contract, ListingState, OfferedWhen, RunBy, Setting, Weekday
from .taxonomy import AccessFeature, Category, Need, Outcome

#: The Local Offer is for children and young people of 0 to 25 years (Children and Families Act 2014, Part 3).
OLDEST_AGE = 25


class Service(IdentifiedModel, TimeStampedModel):
    """A listing. Ages are whole years, both included; an age that is not given sets no bound.

    `source` and `external_id` name the record of another directory that the listing was imported from; such an entry
    is public and cannot be booked until a provider takes it over.

    What is free to families has no price of today or later (`services.set_listing_free`), and is not booked here.
    """

    provider = models.ForeignKey(Provider, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=140, unique=True)
    state = models.CharField(max_length=12, choices=ListingState.choices, default=ListingState.DRAFT)
    state_reason = models.TextField(blank=True, help_text="Why the council returned or suspended the listing.")

    summary = models.CharField(max_length=250, blank=True)
    description = models.TextField(blank=True, help_text="Plain paragraphs; imported entries carry cleaned HTML.")
    categories = models.ManyToManyField(Category, related_name="services", blank=True)
    needs = models.ManyToManyField(Need, related_name="services", blank=True)
    access_features = models.ManyToManyField(AccessFeature, related_name="services", blank=True)
    outcomes = models.ManyToManyField(Outcome, related_name="services", blank=True)
    age_min = models.PositiveSmallIntegerField(
        "youngest age", null=True, blank=True, validators=[MaxValueValidator(25)]
    )
    age_max = models.PositiveSmallIntegerField("oldest age", null=True, blank=True, validators=[MaxValueValidator(25)])
    eligibility = models.TextField("who can use it and how to get a place", blank=True)
    is_free = models.BooleanField("free to families", default=False)
    not_included = models.TextField("what is not included in the price", blank=True)

    setting = models.CharField("where it happens", max_length=10, choices=Setting.choices, default=Setting.PLACE)
    address = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=60, blank=True)
    postcode = models.CharField(max_length=8, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    days = ArrayField(models.PositiveSmallIntegerField(choices=Weekday.choices), default=list, blank=True)
    offered_when = ArrayField(models.CharField(max_length=20, choices=OfferedWhen.choices), default=list, blank=True)

    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    staff_gender = models.CharField("gender of staff", max_length=60, blank=True)
    continuity = models.TextField("whether the same person comes each time", blank=True)
    cancellation_cover = models.TextField("cancellation and cover", blank=True)
    run_by = models.CharField(max_length=12, choices=RunBy.choices, default=RunBy.INDEPENDENT)
    contract = models.CharField(max_length=10, choices=Contract.choices, default=Contract.SPOT)

    website = models.URLField(max_length=500, blank=True)
    last_checked_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=60, blank=True)
    external_id = models.CharField(max_length=100, blank=True)
    source_created_on = models.DateField(null=True, blank=True)
    source_modified_on = models.DateField(null=True, blank=True)
    source_digest = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the record last imported.")

    search_vector = SearchVectorField(null=True, editable=False)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(age_min__isnull=True) | Q(age_max__isnull=True) | Q(age_max__gte=F("age_min")),
                name="catalogue_service_ages_are_in_order",
                violation_error_message="The oldest age must not be below the youngest.",
            ),
            models.CheckConstraint(
                condition=(Q(age_min__isnull=True) | Q(age_min__lte=OLDEST_AGE))
                & (Q(age_max__isnull=True) | Q(age_max__lte=OLDEST_AGE)),
                name="catalogue_service_ages_are_0_to_25",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(latitude__isnull=False, longitude__isnull=False),
                name="catalogue_service_has_both_coordinates_or_none",
            ),
            models.CheckConstraint(
                condition=~Q(state=ListingState.SUSPENDED) | ~Q(state_reason=""),
                name="catalogue_suspension_says_why",
            ),
            models.UniqueConstraint(
                fields=["source", "external_id"],
                condition=~Q(source=""),
                name="catalogue_service_imported_once",
            ),
        ]
        indexes = [
            GinIndex(fields=["search_vector"], name="catalogue_service_text"),
            GinIndex(fields=["name"], opclasses=["gin_trgm_ops"], name="catalogue_service_trigrams"),
            models.Index(fields=["latitude", "longitude"], name="catalogue_service_point"),
            models.Index(fields=["state"], name="catalogue_service_state"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the listing's public page."""
        return f"/services/{self.slug}/"

    @property
    def is_imported(self) -> bool:
        """Say whether the entry was taken over from another directory and nobody has claimed it."""
        return bool(self.source)

    def takes_age(self, age: int) -> bool:
        """Say whether the service is for someone of this age in whole years."""
        return (self.age_min is None or age >= self.age_min) and (self.age_max is None or age <= self.age_max)


class ServiceArea(IdentifiedModel):
    """An outward postcode in which a service is offered at home or out and about."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="areas")
    outward = models.CharField(max_length=4)

    class Meta:
        ordering = ["outward"]
        constraints = [models.UniqueConstraint(fields=["service", "outward"], name="catalogue_area_named_once")]
        indexes = [models.Index(fields=["outward"])]

    def __str__(self) -> str:
        return self.outward
