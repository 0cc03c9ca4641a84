"""The Reconciliation Service API 0.2, which OpenRefine speaks (https://reconciliation-api.github.io/specs/0.2/)."""
