"""Mutated PDF, DOCX and HTML files read in a process of their own: every one is read, or skipped with a reason.

    python bench/fuzz_readers.py [--count 2000] [--seed 1] [--workers 2] [FILE...]

Files given are mutated besides the small ones made here. Exit code 1 if anything but `CannotRead` comes back.
"""

import argparse
import io
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from docx import Document
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from corpus.document import Content
from corpus.errors import CannotRead
from corpus.isolation import read_many

WORDS = "gallium tungsten råvarer avgift §§ 1-1 supply (69%) <b>risk</b> &amp; forsyning 2024 materials".split()
LARGEST = 400_000  # bytes of a file that is mutated
SLOWEST = 20.0  # seconds a page may take


FAULT = "fault of the reader: "


def read(path: Path) -> Content:
    """By the reader for the file's suffix; what it raises besides `CannotRead` is marked as its fault."""
    try:
        return _read(path)
    except CannotRead:
        raise
    except Exception as error:
        raise CannotRead("damaged", f"{FAULT}{type(error).__name__}: {error}") from error


def _read(path: Path) -> Content:
    match path.suffix:
        case ".pdf":
            from corpus.readers.pdf import read_pdf

            return read_pdf(path)
        case ".docx":
            from corpus.readers.docx import read_docx

            return read_docx(path)
    from corpus.readers.html import read_html

    return read_html(path)


def seeds(chance: random.Random, given: list[Path]) -> list[tuple[str, bytes]]:
    """(suffix, bytes) of sound files."""
    made = [(".pdf", _pdf(chance, compressed)) for compressed in (0, 1) for _ in range(2)]
    made += [(".docx", _docx(chance)), (".html", _html(chance))]
    return made + [(path.suffix, path.read_bytes()[:LARGEST]) for path in given]


def _sentence(chance: random.Random) -> str:
    return " ".join(chance.choices(WORDS, k=40)) + "."


def _pdf(chance: random.Random, compressed: int) -> bytes:
    data, style = io.BytesIO(), getSampleStyleSheet()["BodyText"]
    rows = [[chance.choice(WORDS) for _ in range(4)] for _ in range(6)]
    story = [Paragraph(_sentence(chance).replace("<", "(").replace("&", "+"), style) for _ in range(12)]
    SimpleDocTemplate(data, pageCompression=compressed).build([*story, Table(rows), *story])
    return data.getvalue()


def _docx(chance: random.Random) -> bytes:
    document, data = Document(), io.BytesIO()
    document.add_heading("Gallium", 1)
    for _ in range(8):
        document.add_paragraph(_sentence(chance))
    table = document.add_table(3, 3)
    table.cell(1, 1).text = "69%"
    document.save(data)
    return data.getvalue()


def _html(chance: random.Random) -> bytes:
    body = "".join(f"<h2>{chance.choice(WORDS)}</h2><p>{_sentence(chance)}</p>" for _ in range(10))
    rows = "".join(f"<tr><td>{chance.choice(WORDS)}</td><td>1</td></tr>" for _ in range(5))
    return f"<html><head><title>x</title></head><body><main>{body}<table>{rows}</table></main></body></html>".encode()


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One to eight small damages."""
    damaged = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(damaged)), chance.choice((1, 1, 2, 8, 64, 1024))
        change: Callable[[], bytes] = chance.choice(
            (
                lambda: b"",  # lost
                lambda: chance.randbytes(length),  # noqa: B023 - called at once
                lambda: bytes(damaged[at : at + length]) * chance.randint(2, 20),  # noqa: B023 - repeated
                lambda: str(chance.choice((-1, 0, 99999999999, 2**31))).encode(),
                lambda: bytes(b ^ 1 << chance.randrange(8) for b in damaged[at : at + length]),  # noqa: B023
            )
        )
        damaged[at : at + length] = change()
        if chance.random() < 0.05:
            del damaged[chance.randrange(1, len(damaged) + 1) :]
        damaged = damaged or bytearray(b"\0")
    return bytes(damaged)


def mutate_parts(data: bytes, chance: random.Random) -> bytes:
    """A zip archive whose own structure is sound and one part of which is damaged."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w") as changed:
        names = [name for name in archive.namelist() if archive.getinfo(name).file_size]
        victim = chance.choice(names)
        for name in names:
            part = archive.read(name)
            changed.writestr(name, mutate(part, chance) if name == victim else part)
    return out.getvalue()


def write_mutants(folder: Path, count: int, chance: random.Random, given: list[Path]) -> Iterator[Path]:
    sound = seeds(chance, given)
    for number in range(count):
        suffix, data = sound[number % len(sound)]
        parts = suffix == ".docx" and chance.random() < 0.7
        path = folder / f"{number:05d}{suffix}"
        path.write_bytes(mutate_parts(data, chance) if parts else mutate(data, chance))
        yield path


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("files", nargs="*", type=Path)
    arguments.add_argument("--count", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--workers", type=int, default=2)
    options = arguments.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    with tempfile.TemporaryDirectory() as folder:
        paths = list(write_mutants(Path(folder), options.count, random.Random(options.seed), options.files))
        return run(paths, options.workers)


def run(paths: list[Path], workers: int) -> int:
    outcomes: Counter[tuple[str, str]] = Counter()
    faults: Counter[str] = Counter()
    slowest, before = 0.0, time.perf_counter()
    start = before
    for path, outcome in read_many(paths, "fuzz_readers:read", workers, SLOWEST):
        now = time.perf_counter()
        slowest, before = max(slowest, now - before), now
        reason = outcome.reason if isinstance(outcome, CannotRead) else "read"
        outcomes[path.suffix, reason] += 1
        if isinstance(outcome, CannotRead) and (FAULT in outcome.detail or "process ended" in outcome.detail):
            faults[f"{path.suffix} {outcome.detail[:90]}"] += 1
    for (suffix, reason), count in sorted(outcomes.items()):
        print(f"{suffix:6} {reason:10} {count}")
    print(f"{len(paths)} files in {time.perf_counter() - start:.0f} s, longest wait {slowest:.1f} s,", end=" ")
    print(f"largest child {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024} MB")
    for fault, count in faults.most_common(30):
        print(f"fault kept from the assistant: {count} × {fault}")
    return 1 if faults or sum(outcomes.values()) != len(paths) else 0


if __name__ == "__main__":
    sys.exit(main())
