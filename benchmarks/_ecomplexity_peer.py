"""py-ecomplexity on one table: FROM.csv TO.csv COLUMN …; prints its seconds, and the peak of memory in MiB.

Runs in an environment that has the package and nothing of ours.
"""

from __future__ import annotations

import resource
import sys
import time
import warnings

warnings.simplefilter("ignore")

import pandas as pd  # noqa: E402
from ecomplexity import ecomplexity  # noqa: E402

source, out, *columns = sys.argv[1:]
data = pd.read_csv(source, dtype={"region": str, "activity": str}, keep_default_na=False)
data["time"] = 1
began = time.perf_counter()
found = ecomplexity(data, {"time": "time", "loc": "region", "prod": "activity", "val": "value"})
took = time.perf_counter() - began
found[["region", "activity", *columns]].to_csv(out, index=False)
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
