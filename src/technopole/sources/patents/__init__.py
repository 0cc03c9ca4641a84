"""Patents as files say them: what each is, and who made it and owns it.

`record` says what a patent is and checks one; `forms` reads the documented form, CSV or JSON lines, and `patentsview`
the tables of PatentsView. Each cuts files into pieces, of which `parsing` makes rows, in any process.
"""
