"""Every way to forge a day of draws that the tests know, by its name."""

from tests.factories import forged_draws, forged_lots, forged_pools
from tests.factories.forging import FORGERIES

__all__ = ["FORGERIES", "forged_draws", "forged_lots", "forged_pools"]
