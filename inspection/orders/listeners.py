"""What the orders wing does when it hears news."""
