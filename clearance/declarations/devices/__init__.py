"""What opens the bytes of strangers."""
