"""Acts of the registry."""
