"""What is offered and what is needed."""
