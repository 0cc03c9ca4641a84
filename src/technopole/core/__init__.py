"""The kernel every part stands on: identifiers, clock, errors, history, outbox, jobs and the sourced record."""
