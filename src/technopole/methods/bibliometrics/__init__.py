"""Measures of works and of who wrote them, from citations: whole arrays at a time, without a database.

`indices` h, g, i10, m · `disruption` · `pairs` co-citation and bibliographic coupling · `diversity` of what is cited
(Simpson, Rao–Stirling) · `normalised` citation scores and the top 10 % · `counting`, full and fractional · `citations`
the graph they stand on.
"""
