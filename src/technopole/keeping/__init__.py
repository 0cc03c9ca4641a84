"""The state kept: backup, restore, verify."""
