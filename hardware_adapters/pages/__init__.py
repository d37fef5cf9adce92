"""Pages of the hardware room."""
