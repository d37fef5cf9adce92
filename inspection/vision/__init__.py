"""What the machine sees in scans: advice for the analyst, and how it learned to see."""
