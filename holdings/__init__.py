"""The register of what is held about people."""
