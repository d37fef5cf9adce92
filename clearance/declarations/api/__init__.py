"""The single-window doors of declarations."""
