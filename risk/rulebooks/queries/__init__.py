"""Questions about books of rules."""

from risk.rulebooks.queries.in_force import book_in_force, compiled_book

__all__ = ["book_in_force", "compiled_book"]
