"""What a new process imports before it answers, and what that costs.

Usage: python bench/cold_start.py [--home HOME] [--question TEXT] [--rows N]

Time is Python's own count (`-X importtime`), which adds about a third; read the shares. A package's own time leaves
out what it imports from other packages.
"""

import argparse
import re
import sys
import tempfile
from collections import Counter

from measure import print_table, run

_LINE = re.compile(r"import time:\s+(\d+) \|\s+\d+ \|\s+(\S+)")
ASK = "from assistant.cli import main; main()"


def imports(arguments: list[str], environment: dict[str, str]) -> dict[str, float]:
    """Module → milliseconds of its own import, in a process that runs `assistant` with `arguments`."""
    made = run([sys.executable, "-X", "importtime", "-c", ASK, *arguments], environment)
    if made.code not in (0, 1):
        sys.exit(made.err)
    return {name: int(own) / 1000 for own, name in _LINE.findall(made.err)}


def by_package(modules: dict[str, float]) -> Counter[str]:
    """Top-level package → milliseconds; the standard library together."""
    packages = Counter[str]()
    for name, own in modules.items():
        top = name.split(".")[0]
        packages["standard library" if top in sys.stdlib_module_names else top] += own
    return packages


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument(
        "--home", help="a home with an index (default: one of the bundled briefs, made and thrown away)"
    )
    parser.add_argument("--question", default="Hvor lang tid kan en tillatelse ta?")
    parser.add_argument("--rows", type=int, default=15)
    choice = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {"ASSISTANT_HOME": choice.home or folder}
        imports(["ask", choice.question], environment)  # builds the index if there is none, and warms the disk cache
        modules = imports(["ask", choice.question], environment)
    packages = by_package(modules)
    rows = [
        (name, f"{cost:.0f}", sum(m.split(".")[0] == name for m in modules) or "") for name, cost in packages.items()
    ]
    rows.sort(key=lambda row: -float(row[1]))
    total = ("all", f"{sum(modules.values()):.0f}", len(modules))
    print_table(("package", "own import, ms", "modules"), [total, *rows[: choice.rows]])


if __name__ == "__main__":
    main()
