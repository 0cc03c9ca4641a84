"""Pages about one's own account, its tokens, and the people of the centre."""
