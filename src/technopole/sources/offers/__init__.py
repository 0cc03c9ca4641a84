"""Offers of the world by the million (patents, innovations, papers, projects): files to plain rows, as streams.

`record` says what an offer is and checks one; `json_lines`, `tables` and `patentsview` cut files into pieces, each of
which any process can turn into rows by `parsing`; `files` opens what was named, whatever it is compressed with. What is
held is one piece, however long the file.
"""
