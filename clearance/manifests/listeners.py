"""What the manifests wing does when it hears news."""
