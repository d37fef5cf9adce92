"""Questions other rooms and screens may ask about product filings."""

from inspection.products.queries.likeness import LikeFiling, filings_like, filings_of
from inspection.products.queries.lists import FilingRow

__all__ = ["FilingRow", "LikeFiling", "filings_like", "filings_of"]
