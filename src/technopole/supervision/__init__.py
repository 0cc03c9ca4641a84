"""What happens to a social organisation after it is registered: reports, inspections, ratings, lists, repair."""
