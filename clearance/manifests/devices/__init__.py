"""Who the manifests wing talks with over a wire."""
