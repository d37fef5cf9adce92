"""What the imaging wing does when it hears news."""
