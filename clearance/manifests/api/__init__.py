"""The doors of manifests for programs: carriers, officers, the terminal."""
