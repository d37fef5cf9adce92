"""What the assessments wing does when it hears news."""
