"""Pages of supervision: of an organisation, of one case, of one's work, of imports."""
