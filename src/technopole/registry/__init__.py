"""The register of organisations, and the hubs and districts where they are."""
