"""What the declarations wing does when it hears news."""
