"""The terminal operator's system."""
