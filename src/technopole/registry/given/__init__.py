"""Lists that people give, to have each line resolved or checked: pasted or uploaded, answered at once or in a while,
kept for some days for the one who gave them."""
