"""Questions about records of inspection."""
