"""Pure rules of manifests: time limits, landed differences, signatures."""
