"""Run by the peer's Python: Splink on DuckDB over a CSV of organisations. Writes its pairs, prints what they cost."""

import json
import resource
import sys
import time

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def main(source: str, target: str, most: int) -> None:
    start = time.perf_counter()
    api = DuckDBAPI()
    connection = api._con
    rows = f"read_csv('{source}', header=true, all_varchar=true)"
    connection.execute(f"create table organisations as select * from {rows}")
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        blocking_rules_to_generate_predictions=[
            block_on("name"), block_on("other_name"), block_on("host"), block_on("acronym", "country", "city"),
            block_on("country", "substr(name, 1, 10)"), block_on("country", "substr(reverse(name), 1, 12)"),
            "l.name = r.other_name",
        ],
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.97, 0.92, 0.85]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("other_name"),
            cl.ExactMatch("country"),
            cl.ExactMatch("city"),
            cl.ExactMatch("host").configure(term_frequency_adjustments=True),
            cl.ExactMatch("acronym"),
            cl.ExactMatch("type"),
            cl.ExactMatch("established"),
        ],
    )  # fmt: skip
    linker = Linker("organisations", settings, db_api=api)
    linker.training.estimate_probability_two_random_records_match([block_on("name", "country", "city")], recall=0.3)
    linker.training.estimate_u_using_random_sampling(max_pairs=1_000_000, seed=1)
    for rule in (block_on("name"), block_on("host"), block_on("country", "city", "substr(name, 1, 10)")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    found = linker.inference.predict(threshold_match_probability=0.01)
    rows = connection.execute(
        f"select unique_id_l, unique_id_r, match_weight from {found.physical_name} "
        f"order by match_weight desc limit {most}"
    ).fetchall()
    with open(target, "w", encoding="utf-8") as handle:
        handle.writelines(f"{a},{b},{weight}\n" for a, b, weight in rows)
    print(json.dumps({
        "seconds": time.perf_counter() - start,
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "cpu": time.process_time(), "duckdb": duckdb.__version__,
    }))  # fmt: skip


main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
