"""`python -m technopole.cli`, as the bootstrap starts it."""

import sys

from technopole.cli import main

if __name__ == "__main__":
    sys.exit(main())
