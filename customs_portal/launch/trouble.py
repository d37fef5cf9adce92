"""What can keep the portal from starting, said in one sentence that names the way out."""


class Trouble(Exception):
    """A start cannot go on. The message is one sentence that says what to do."""
