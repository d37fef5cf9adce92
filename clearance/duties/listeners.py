"""What the duties wing does when it hears news."""
