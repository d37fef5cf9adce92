"""The model that comes with the portal, trained on the whole of 2020 and nothing later."""

from pathlib import Path

SHIPPED = Path(__file__).parent / "declarations-2020"
