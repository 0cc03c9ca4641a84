"""Columnar files and SQL over them: the only importer of pyarrow and duckdb.

`tables` writes one Parquet file as it is produced; `datasets` keeps tables of any size, version beside version,
`building` makes a version so that a kill at any moment costs no part that was finished, and `sql` reads the tables of
all datasets with DuckDB, bounded in memory, time and in what it may read.
"""
