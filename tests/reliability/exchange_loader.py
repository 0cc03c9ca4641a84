"""The command line with an index that commits often, so that a load which is killed has something to take up.

Usage: exchange_loader.py DOCUMENTS COMMAND …: DOCUMENTS between two commits. The processes that it spawns import this
file again and so commit as often.
"""

import os
import sys

from technopole.search.corpora import building

EVERY = "TECHNOPOLE_TEST_COMMIT_EVERY"

if __name__ == "__main__":
    os.environ[EVERY] = sys.argv[1]
building.COMMIT_EVERY = int(os.environ[EVERY])

if __name__ == "__main__":
    from technopole.cli import main

    sys.exit(main(sys.argv[2:]))
