"""Emptying the database before a fresh load, where that can do no harm."""

from django.conf import settings
from django.db import connection

from marketplace.accounts.models import User
from marketplace.core.errors import DomainError

#: Everyone whom the load makes has an address in a domain that nobody can have (RFC 2606).
DEMO_DOMAIN = ".example"


class NotOurs(DomainError):
    """The database belongs to somebody."""

    code = "not_ours"


def is_embedded() -> bool:
    """Say whether the database is the one that starts by itself, with its files in var/."""
    return settings.DATABASES["default"]["ENGINE"] == "marketplace.core.embedded_postgres"


def database_name() -> str:
    """Return the database as one would say it: its name and its server."""
    return f"{connection.settings_dict['NAME']} on {connection.settings_dict['HOST'] or 'this machine'}"


def refuse_if_not_ours() -> None:
    """Raise NotOurs where a server that DATABASE_URL names holds people whom the demonstration did not make."""
    if is_embedded() or "accounts_user" not in connection.introspection.table_names():
        return
    strangers = User.objects.exclude(email__endswith=DEMO_DOMAIN).count()
    if strangers:
        people = "1 person" if strangers == 1 else f"{strangers} people"
        raise NotOurs(
            f"DATABASE_URL names {database_name()}, which holds {people} whom the demonstration did not "
            "make. It was left as it is. Unset DATABASE_URL to use the embedded database, or name an empty one."
        )


def empty_database() -> None:
    """Remove every table with what is in it; the caller has asked whether that is meant."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE")
        cursor.execute("CREATE SCHEMA public")
