"""The page of emerging topics: the ranked list with its evidence, bursts in time, one topic with its works.

`stored` what was asked of which result · `drawing` the small lines and the bursts · `words` · `views`
"""
