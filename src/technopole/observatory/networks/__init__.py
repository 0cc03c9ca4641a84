"""The network explorer: what was computed of who works with whom, chosen from, drawn, listed and handed on.

`stored` what was asked of which result · `drawing` the picture · `words` · `views` the page · `files` its downloads
"""
