"""What the measurements share: timed processes, tables, and a word on the machine."""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".home-bench"  # indexes that take minutes to make; may be thrown away
ASSISTANT = str(Path(sys.executable).with_name("assistant"))


@dataclass(frozen=True, slots=True)
class Run:
    """One process, from start to exit."""

    wall: float  # seconds
    cpu: float  # seconds, user and system, all threads
    code: int
    out: str
    err: str


def run(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run a command in a new process and time it."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        command, check=False, capture_output=True, encoding="utf-8", env={**os.environ, **(environment or {})}
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Run(wall, cpu, done.returncode, done.stdout, done.stderr)


def peak_memory_of_children() -> float:
    """MiB of the largest process that this one has started, their own children included."""
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return peak / 1024 if sys.platform != "darwin" else peak / 1024**2


def spread(seconds: Sequence[float]) -> str:
    """Median, and between which values."""
    return f"{statistics.median(seconds):.2f} ({min(seconds):.2f}–{max(seconds):.2f})"


def print_table(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A Markdown table, the command that made it, and where and when."""
    print(f"\n`{shown_command()}`, {datetime.now(UTC):%Y-%m-%d}, {machine()}\n")
    for cells in [heading, ["---"] * len(heading), *rows]:
        print("| " + " | ".join(str(cell) for cell in cells) + " |")
    print(flush=True)


def shown_command() -> str:
    """This program's command line as it is typed in the project's folder."""
    script = Path(sys.argv[0]).resolve().relative_to(ROOT)
    return " ".join(["python", str(script), *sys.argv[1:]])


def machine() -> str:
    load = os.getloadavg()[0]
    return (
        f"{os.cpu_count()} cores {platform.machine()}, no GPU, {platform.system()}, Python "
        f"{platform.python_version()}, load {load:.1f} at the end"
    )
