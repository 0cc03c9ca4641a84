"""Columnar files: the only importer of pyarrow.

`tables` writes one Parquet file as it is produced; `datasets` keeps tables of any size, version beside version, and
`building` makes a version so that a kill at any moment costs no part that was finished.
"""
