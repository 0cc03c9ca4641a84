"""What every page, list and API shares."""
