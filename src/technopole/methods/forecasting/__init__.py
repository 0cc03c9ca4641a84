"""Where short yearly series go, never without an interval that earlier forecasts have earned.

`rolling.forecast` the way in · `rolling.coverage` how often such intervals would have held · `outlook` what is said of
one series: intervals, the probability of a target, the pace it needs · `predictors` the methods that are tried ·
`panel`, `scales`, `student` what they stand on.
"""
