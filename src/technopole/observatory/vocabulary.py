"""The words that indicators and observations may use."""

STATUSES = ("actual", "preliminary", "restated", "derived", "target", "claim", "missing")
DIRECTIONS = ("up", "down", "none")
OPERATORS = (">=", ">", "about", "<=", "<")
