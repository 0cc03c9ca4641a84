"""Indicators as code: how an indicator is computed, as its YAML says, the computing, and what came of it.

`definition` reads and checks, `snapshot` puts the centre's own rows into the lake, `engine` measures what changed,
`computing` is one indicator's computation, `queries` reads what was measured.
"""
