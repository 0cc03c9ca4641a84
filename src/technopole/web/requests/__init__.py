"""Pages of requests: applying, reviewing and deciding, what waits for whom, corrections by the public."""
