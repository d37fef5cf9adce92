"""Statements that are written once: what every filing asks and stores, without being composed anew.

The mapper composes each statement from the models every time, which costs more processor time
than the database needs to answer it. Here the mapper composes once a process; afterwards only
the values change. The models stay the one place that knows tables and columns.
"""

from customs_portal.kit.statements.questions import Question, columns, read
from customs_portal.kit.statements.rows import renew, store

__all__ = ["Question", "columns", "read", "renew", "store"]
