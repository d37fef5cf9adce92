"""What the gates wing does when it hears news."""
