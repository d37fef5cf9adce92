"""The database's own door: Django's, with a cheaper look at whether the line still stands."""
