"""Tables that are only ever added to: a trigger refuses every change, whoever asks."""

from django.db import migrations


def forbid_changes(table: str) -> migrations.RunSQL:
    """Return a migration operation whose trigger refuses UPDATE and DELETE on the table."""
    return migrations.RunSQL(
        sql=f"CREATE TRIGGER {table}_is_immutable BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION core_refuse_change();",
        reverse_sql=f"DROP TRIGGER {table}_is_immutable ON {table};",
    )
