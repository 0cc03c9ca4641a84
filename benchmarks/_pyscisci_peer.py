"""pySciSci's disruption index of all works of a table of citations, in an environment of its own: IN.npz OUT.npz."""

import json
import resource
import sys
import time

import numpy as np
import pandas as pd
from pyscisci.methods.disruption import disruption_index

with np.load(sys.argv[1]) as found:
    table = pd.DataFrame({"CitingPublicationId": found["citing"], "CitedPublicationId": found["cited"]})
start = time.perf_counter()
result = disruption_index(table)
took = time.perf_counter() - start
result.columns = ["work", "index"]
np.savez(sys.argv[2], work=result["work"].to_numpy(np.int64), index=result["index"].to_numpy(float))
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": took, "memory": memory}))
