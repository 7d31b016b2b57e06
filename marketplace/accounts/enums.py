"""The fixed vocabularies of people and their roles."""

from django.db.models import TextChoices


class OfficerRole(TextChoices):
    """What a council officer is appointed to do."""

    CONTENT = "content", "Content editor"
    LISTINGS = "listings", "Listings and vetting officer"
    BUDGETS = "budgets", "Budget officer"
    FINANCE = "finance", "Finance officer"
    COMMISSIONER = "commissioner", "Commissioner"
    ADMINISTRATOR = "administrator", "Administrator"


class Relationship(TextChoices):
    """How a person who signs in belongs to a family."""

    PARENT = "parent", "Parent or carer"
    YOUNG_PERSON = "young_person", "Young person"


class SupportScope(TextChoices):
    """What a family lets a supporter do on its behalf."""

    SEE = "see", "See budgets, bookings and requests"
    BOOK = "book", "Book and cancel"
    MONEY = "money", "Manage money"
