"""The report of where the centre stands: one file that can be handed over, read offline and printed.

`content` what it says in a language · `documents` the HTML, whole in itself · `pdf` the same through a browser.
"""
