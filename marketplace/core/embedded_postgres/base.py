"""Django database backend: PostgreSQL, started from the embedded wheel at the first connection."""

from pathlib import Path
from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresDatabaseWrapper

from .server import ensure_database, start_server


class DatabaseWrapper(PostgresDatabaseWrapper):
    """Connects to the embedded server.

    `DATA_FOLDER` in the settings says where its files are, `DURABLE` whether they must last.
    """

    def get_connection_params(self) -> dict[str, Any]:
        """Return psycopg's parameters, having started the server and created the database it names."""
        server = start_server(Path(self.settings_dict["DATA_FOLDER"]), self.settings_dict.get("DURABLE", True))
        params = super().get_connection_params() | server
        if params.get("dbname") == self.settings_dict["APPLICATION_DATABASE"]:
            ensure_database(params["dbname"], server)
        return params
