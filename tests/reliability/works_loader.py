"""Loads a folder of OpenAlex's records into a lake: works_loader.py LAKE FOLDER JOBS."""

import sys
from pathlib import Path

if __name__ == "__main__":
    import django

    django.setup()
    from technopole.cli.observatory_load import spread
    from technopole.lake.datasets import Dataset
    from technopole.observatory.loading import openalex, works
    from technopole.sources.openalex.wanted import wanted

    lake, folder, jobs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    works.load(openalex.given([folder], wanted()), works.Told(), kept=Dataset(lake, "works"), spread=spread(jobs))
