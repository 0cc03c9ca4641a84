"""Records of the world's works become versions of the lake's dataset `works`; `affiliations` says who and where.

`units` reads one file in any process, `settling` puts what was read together with the version before, and `works` is
the whole load. Nothing here shows pages: those read what `measure` made of it.
"""
