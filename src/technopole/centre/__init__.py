"""A centre as a folder of files anybody may edit."""
