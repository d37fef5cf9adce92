"""What the wall wing does when it hears news."""
