"""Whether a kept connection still stands is heard on the line, not asked with a statement.

A server that goes away says so, or closes: either way there is something to read. Nothing to
read on a line that nobody asked anything means that it stands. Asking costs a round trip with
every request; listening costs none.
"""

import select

import psycopg2
from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        if self.connection is None:
            return False
        try:
            heard, _, _ = select.select([self.connection.fileno()], [], [], 0)
        except (OSError, ValueError, psycopg2.Error):
            return False
        return not heard or bool(super().is_usable())
