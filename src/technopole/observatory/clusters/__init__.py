"""The cluster map: a published ranking of science and technology clusters, and beside it those computed here."""
