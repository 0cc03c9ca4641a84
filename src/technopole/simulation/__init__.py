"""Made-up offers, organisations and people, as many as somebody wants to try a portal with.

Pure: numbers and words in, records out, the same for the same seed however many processes make them. Everything that is
made says `"synthetic": true`, names no real owner and carries numbers of series that no office gives.
"""
