"""Networks of who does things together: built from lists of members, measured, grouped, drawn and handed on.

`weights` builds a network by full or fractional counting · `centrality` · `communities` · `layout` · `exports` to
GraphML, Pajek and VOSviewer. What is random has a seed, and the same input gives the same result.
"""
