"""Reader of OpenAlex, the open index of the world's scholarly works: snapshots, API pages and files of other people's.

`layout` finds what is to be read, `reading` gives the rows of a piece, `shapes` says which columns the rows have.
"""
