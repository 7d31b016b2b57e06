"""The terms by which services are described and found. They are data, which officers edit."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models

from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel
from marketplace.providers.models import CheckType


class Term(IdentifiedModel):
    """A term of a taxonomy: a code for machines and addresses, a name for people."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Category(Term):
    """A kind of service; kinds belong to groups, and a group is a category without a parent."""

    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    summary = models.CharField(max_length=200, blank=True)

    class Meta(Term.Meta):
        verbose_name_plural = "categories"


class Need(Term):
    """A need that services say they can meet, and that a family may note for a child."""

    #: Declared here because accounts may not know the catalogue. Personal data: see `accounts.Child`.
    children = models.ManyToManyField("accounts.Child", related_name="needs", blank=True)


class AccessFeature(Term):
    """Something that makes a place or a service usable, such as a hoist."""


class Outcome(Term):
    """What a service is for; the seven outcomes on which the personal budget pilots reported."""


class CategoryCheck(IdentifiedModel):
    """Policy: a service needs this check in order to be booked on dates from `valid_from` to `valid_to`.

    A check without a category is needed by every service. A check of a group is needed by every kind in it.
    """

    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="required_checks"
    )
    check_type = models.ForeignKey(CheckType, on_delete=models.PROTECT, related_name="categories")
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("catalogue_category_check_ends_after_it_begins"),
            ExclusionConstraint(
                name="catalogue_category_check_holds_once",
                expressions=[
                    ("category", RangeOperators.EQUAL),
                    ("check_type", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="catalogue_general_check_holds_once",
                expressions=[
                    ("check_type", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
                condition=models.Q(category__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_type} for {self.category or 'every service'}"
