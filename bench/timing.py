"""Clocks and scales: medians of interleaved runs, query counts, peak memory in a process of its own."""

import gc
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

ROOT = Path(__file__).resolve().parent.parent
# ru_maxrss counts kilobytes, on macOS bytes.
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


def time_side_by_side(*calls: Callable[[], Any], runs: int = 15, warm_ups: int = 2) -> list[float]:
    """Median seconds of each call. Runs take turns, so that a busy moment falls on all alike."""
    samples: list[list[float]] = [[] for _ in calls]
    for number in range(warm_ups + runs):
        for call, sample in zip(calls, samples, strict=True):
            took = time_once(call)
            if number >= warm_ups:
                sample.append(took)
    return [statistics.median(sample) for sample in samples]


def time_once(call: Callable[[], Any]) -> float:
    """Seconds of one call, with nothing left over from before it to be tidied away meanwhile."""
    gc.collect()
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def count_queries(call: Callable[[], Any]) -> int:
    """How many queries one call sends; call it once before where caches should be warm."""
    with CaptureQueriesContext(connection) as captured:
        call()
    return len(captured)


def peak_memory(module: str, function: str) -> float:
    """Peak resident MB of a fresh process that calls `module.function()` with Django set up.

    In a process of its own, because a peak never falls again: what was measured before would count with it.
    The process reads the same database: what it needs must be committed.
    """
    result = subprocess.run(
        [sys.executable, "-m", "bench.timing", module, function],
        cwd=ROOT,
        env={**os.environ, "BENCH_DATABASE_NAME": str(connection.settings_dict["NAME"])},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return float(json.loads(result.stdout.splitlines()[-1])["peak_mb"])


def _measure_peak(module: str, function: str) -> None:
    """The other side of `peak_memory`, in the fresh process."""
    import importlib  # noqa: PLC0415 - the module under measure may touch models: only after set-up

    from bench.database import join_database  # noqa: PLC0415

    join_database(os.environ["BENCH_DATABASE_NAME"])
    getattr(importlib.import_module(module), function)()
    print(json.dumps({"peak_mb": round(_peak_bytes() / 1024 / 1024, 1)}))


def _peak_bytes() -> int:
    """On Linux from /proc: `ru_maxrss` there begins with the peak of the process that started us."""
    status = Path("/proc/self/status")
    if status.is_file():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM:")]
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT


if __name__ == "__main__":
    _measure_peak(sys.argv[1], sys.argv[2])
