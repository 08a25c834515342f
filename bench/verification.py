"""Verdicts on quotes of which the right one is known: sentences of the reports, as they are and changed.

Usage: python bench/verification.py --home HOME [--quotes 300] [--seed 1]

Each sentence of 10 to 40 words is looked for as it stands; set otherwise (other quotation marks, soft hyphens, line
ends); with a figure changed, where it has one; with a word left out; and with its words in another order, as a quote
that nobody wrote.
"""

import argparse
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

from measure import print_table

from assistant.verification import verify
from index.generation import Generation, open_current

Change = Callable[[str, random.Random], str | None]  # None where a sentence cannot be changed so
STATUSES = ("exact", "normalised", "near", "not_found")


def sentences(generation: Generation) -> list[str]:
    """Every sentence of running text of 10 to 40 words, each once."""
    found = dict[str, None]()
    for document in generation.store.documents():
        for passage in generation.store.passages_of(document.id):
            for start, end in passage.sentences if passage.kind == "text" else ():
                text = passage.text[start - passage.start : end - passage.start]
                if 10 <= len(text.split()) <= 40 and not text.endswith(":"):
                    found[text] = None
    return list(found)


def as_it_stands(text: str, _: random.Random) -> str:
    return text


def set_otherwise(text: str, _: random.Random) -> str:
    """In quotation marks, with soft hyphens in long words and line ends between the first ones."""
    wrapped = re.sub(r"(\w{6})(\w{4,})", "\\1\u00ad\\2", text).replace(" ", "\n", 3)
    return f"„{wrapped}“"


def figure_changed(text: str, chance: random.Random) -> str | None:
    places = list(re.finditer(r"\d+", text))
    if not places:
        return None
    at = chance.choice(places)
    return f"{text[: at.start()]}{int(at[0]) + 1}{text[at.end() :]}"


def word_left_out(text: str, chance: random.Random) -> str:
    words = text.split()
    del words[chance.randrange(2, len(words) - 2)]
    return " ".join(words)


def shuffled(text: str, chance: random.Random) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


CHANGES: Sequence[Change] = (as_it_stands, set_otherwise, figure_changed, word_left_out, shuffled)


def row(generation: Generation, change: Change, chosen: Sequence[str], chance: random.Random) -> list[object]:
    quotes = [quote for text in chosen if (quote := change(text, chance)) is not None]
    verdicts, times = Counter[str](), list[float]()
    alerted = 0
    for quote in quotes:
        began = time.perf_counter()
        verdict = verify(generation, quote)
        times.append(1000 * (time.perf_counter() - began))
        verdicts[verdict.status] += 1
        alerted += any(each.alert == "number" for each in verdict.changes)
    p50, p95 = statistics.median(times), statistics.quantiles(times, n=20)[-1]
    name = change.__name__.replace("_", " ")
    return [name, len(quotes), *(verdicts[status] for status in STATUSES), alerted, f"{p50:.0f} / {p95:.0f}"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--quotes", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    generation, chance = open_current(asked.home), random.Random(asked.seed)
    chosen = chance.sample(sentences(generation), asked.quotes)
    verify(generation, chosen[0])  # what is read once is read before the clock runs
    rows = [row(generation, change, chosen, chance) for change in CHANGES]
    statuses = [status.replace("_", " ") for status in STATUSES]
    print_table(["sentence", "quotes", *statuses, "a number told", "ms p50 / p95"], rows)


if __name__ == "__main__":
    main()
