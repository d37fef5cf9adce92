"""The shapes of declarations on the wire."""
