"""Run the measurements, print a table, write bench/results.json.

python -m bench [NAME ...]      all of MODULES, or those named
"""

import importlib
import json
import os
import platform
import signal
import sys
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

from django.db import connection

from bench.database import fresh_database
from bench.rows import Row

RESULTS = Path(__file__).parent / "results.json"
MODULES = [
    "lessons",
    "activities",
    "certificate",
    "gap_report",
    "ledger",
    "releases",
    "school",
    "starter_catalogue",
    "h5p_player",
    "h5p_statements",
    "h5p_upload",
    "load",
]
# What makes databases of its own, and asks them from outside.
WITHOUT_DATABASE = {"load"}
HEADINGS = ("measured", "value", "baseline", "ratio", "to reach", "")


def tell(row: Row) -> tuple[str, ...]:
    """One line of the table."""
    return (
        row.name,
        f"{row.value:,.3g} {row.unit}" if row.value < 1000 else f"{row.value:,.0f} {row.unit}",
        "" if row.baseline is None else f"{row.baseline:,.3g} {row.unit}",
        "" if row.ratio is None else f"{row.ratio:.2f}x",
        row.target,
        {True: "reached", False: "MISSED", None: ""}[row.is_met],
    )


def print_table(rows: list[Row]) -> None:
    lines = [HEADINGS, *(tell(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    for line in lines:
        print("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def main(names: list[str]) -> int:
    """Exit status 1 when a promised figure is missed."""
    unknown = sorted(set(names) - set(MODULES))
    if unknown:
        print(f"No such measurement: {', '.join(unknown)}. There are: {', '.join(MODULES)}", file=sys.stderr)
        return 2
    # Ended from outside, it still ends the servers and removes the databases that it made.
    signal.signal(signal.SIGTERM, lambda *_said: sys.exit(1))
    rows: list[Row] = []
    vendor = ""
    for name in names or MODULES:
        print(f"Measuring {name} ...", file=sys.stderr, flush=True)
        # Each measurement meets an empty database, whatever the one before it stored.
        with nullcontext() if name in WITHOUT_DATABASE else fresh_database():
            rows += importlib.import_module(f"bench.{name}").measure()
            vendor = vendor or ("" if name in WITHOUT_DATABASE else connection.vendor)
    print_table(rows)
    if not names:
        system = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
        machine = f"{system}, Python {platform.python_version()}"
        results = {"machine": machine, "database": vendor, "rows": [asdict(row) for row in rows]}
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if any(row.is_met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
