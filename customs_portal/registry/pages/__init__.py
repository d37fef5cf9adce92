"""Pages of the registry, by audience."""
