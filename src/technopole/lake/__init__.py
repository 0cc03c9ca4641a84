"""Columnar files: the only importer of pyarrow."""
