"""Questions other rooms and screens may ask about scans in the archive."""
