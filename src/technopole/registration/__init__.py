"""The register of social organisations: from the check of a name to the certificate, its changes, and its end."""
