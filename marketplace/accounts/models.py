"""People: everyone who signs in, officers' appointments, families and those who support them."""

from datetime import date
from typing import Any

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from marketplace.core import clock
from marketplace.core.dates import DatedQuerySet, DateRange, ends_after_it_begins
from marketplace.core.models import IdentifiedModel, TimeStampedModel

from .enums import OfficerRole, Relationship, SupportScope


class UserManager(BaseUserManager["User"]):
    """Makes users who sign in by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user; without a password, one who cannot sign in with one."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a user who may do everything."""
        return self.create_user(email, password, **fields | {"is_staff": True, "is_superuser": True})


class User(IdentifiedModel, AbstractUser):
    """Anyone who signs in, by e-mail address."""

    username = None  # type: ignore[assignment]
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField("your name", max_length=120)
    email = models.EmailField("e-mail address", unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = UserManager()  # type: ignore[misc,assignment]

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_email_is_unique_in_any_case"),
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        """Return the name, as Wagtail and Django ask for it."""
        return self.name

    def get_short_name(self) -> str:
        """Return the first word of the name."""
        return self.name.split(" ")[0]


class OfficerAppointment(IdentifiedModel, TimeStampedModel):
    """A role that a person holds at the council, from a day, perhaps to a day."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=OfficerRole.choices)
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        constraints = [
            ends_after_it_begins("accounts_appointment_ends_after_it_begins"),
            ExclusionConstraint(
                name="accounts_appointment_is_held_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("role", RangeOperators.EQUAL),
                    (DateRange("valid_from", "valid_to", models.Value("[]")), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"


class Family(IdentifiedModel, TimeStampedModel):
    """A household with one or more children or young people of up to 25."""

    name = models.CharField(max_length=120)
    postcode = models.CharField(max_length=8, blank=True)

    class Meta:
        verbose_name_plural = "families"

    def __str__(self) -> str:
        return self.name


class FamilyMember(IdentifiedModel, TimeStampedModel):
    """A person who signs in for a family: a parent or carer, or a young person of 16 or more."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="family_memberships")
    relationship = models.CharField(max_length=20, choices=Relationship.choices, default=Relationship.PARENT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["family", "user"], name="accounts_member_once_per_family")]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_relationship_display()})"


class Child(IdentifiedModel, TimeStampedModel):
    """A child or young person (0 to 25). Name, birth date, needs and notes are personal data."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="children")
    given_name = models.CharField(max_length=60)
    family_name = models.CharField(max_length=60, blank=True)
    date_of_birth = models.DateField()

    class Meta:
        verbose_name_plural = "children"
        ordering = ["date_of_birth", "given_name"]

    def __str__(self) -> str:
        return self.given_name

    def age_on(self, day: date) -> int:
        """Return the age in whole years on the day; someone born on 29 February turns a year older on 1 March."""
        born = self.date_of_birth
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


class SupportConsent(IdentifiedModel, TimeStampedModel):
    """A family's consent that a supporter acts for it: what for, from when, until when; withdrawn at any time."""

    family = models.ForeignKey(Family, on_delete=models.PROTECT, related_name="consents")
    supporter = models.ForeignKey(User, on_delete=models.PROTECT, related_name="supported_consents")
    scopes = ArrayField(models.CharField(max_length=10, choices=SupportScope.choices))
    valid_from = models.DateField(default=clock.today)
    valid_to = models.DateField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_to"]
        constraints = [
            ends_after_it_begins("accounts_consent_ends_after_it_begins"),
            models.CheckConstraint(condition=Q(scopes__len__gte=1), name="accounts_consent_is_for_something"),
        ]

    def __str__(self) -> str:
        return f"{self.supporter} for {self.family}"

    def covers(self, scope: str, day: date) -> bool:
        """Say whether the consent lets the supporter do this on the day."""
        in_time = self.valid_from <= day <= self.valid_to
        return self.withdrawn_at is None and in_time and scope in self.scopes
