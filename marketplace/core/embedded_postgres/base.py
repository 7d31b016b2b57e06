"""Django database backend: PostgreSQL, started from the embedded wheel at the first connection."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresDatabaseWrapper
from django.db.backends.postgresql.creation import DatabaseCreation as PostgresDatabaseCreation

from .server import ensure_database, start_server


class DatabaseCreation(PostgresDatabaseCreation):
    """Makes and removes databases for tests."""

    def _destroy_test_db(self, test_database_name: str, verbosity: int) -> None:
        """Remove the database even where a thread of the tests has not closed its connection yet."""
        with self.connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {self.connection.ops.quote_name(test_database_name)} WITH (FORCE)")


class DatabaseWrapper(PostgresDatabaseWrapper):
    """Connects to the embedded server.

    `DATA_FOLDER` in the settings says where its files are, `DURABLE` whether they must last.
    """

    creation_class = DatabaseCreation

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's parameters, having started the server and created the database it names."""
        server = start_server(Path(self.settings_dict["DATA_FOLDER"]), self.settings_dict.get("DURABLE", True))
        params = super().get_connection_params() | server
        if params.get("dbname") == self.settings_dict["APPLICATION_DATABASE"]:
            ensure_database(params["dbname"], server)
        return params
