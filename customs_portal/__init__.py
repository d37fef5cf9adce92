"""Customs Portal: an open, self-hosted operations portal for customs."""
