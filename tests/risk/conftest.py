"""What the tests of the risk desk share."""

from tests.refusals.conftest import registers, untouched

__all__ = ["registers", "untouched"]
