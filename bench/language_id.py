"""How often the language of a text is right: ours against langdetect, on texts no list was made from.

Usage: python bench/language_id.py [--shared FOLDER] [--most N] [--half {0,1}]

Texts are split in two halves by the CRC-32 of their bytes; lists were checked against half 0, figures are of half 1.
Texts that stand in two languages alike are left out. Danish and Swedish are bait: bokmål is right for them.
langdetect knows one Norwegian, `no`, counted as bokmål; any language outside the three counts as wrong, but for Danish
and Swedish, counted as bokmål too.
"""

import argparse
import json
import os
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from langdetect import DetectorFactory, LangDetectException
from langdetect import detector_factory as langdetect_factory

from corpus.language import identify

CODES = {"nob": "nb", "nno": "nn", "eng": "en", "dan": "da", "swe": "sv"}
ANSWERS = {"no": "nb", "da": "nb", "sv": "nb", "en": "en"}
Texts = dict[str, list[str]]  # language → texts


def read_sets(shared: Path) -> dict[str, Texts]:
    """Set name → language → its texts."""
    tatoeba = _by_language((CODES[file.suffix[1:]], file) for file in sorted((shared / "eval/langid").iterdir()))
    flores = _by_language((CODES[file.stem], file) for file in sorted((shared / "eval/flores").glob("*.devtest")))
    norquad = [json.loads(line)["question"] for file in _norquad(shared) for line in _lines(file)]
    mandate: Texts = defaultdict(list)
    for line in _lines(shared / "eval/mandate_dev.jsonl"):
        question = json.loads(line)
        mandate[question["lang"]].append(question["question"])
    questions = {language: [text for text in texts if text.endswith("?")] for language, texts in tatoeba.items()}
    short = {language: [text for text in texts if len(text.split()) <= 4] for language, texts in tatoeba.items()}
    return {
        "Tatoeba sentences": tatoeba,
        "Tatoeba questions": questions,
        "Tatoeba, up to 4 words": short,
        "NorQuAD questions": {"nb": norquad},
        "mandate questions": mandate,
        "FLORES sentences": flores,
    }


def _norquad(shared: Path) -> list[Path]:
    return sorted((shared / "eval/norquad").glob("questions_*.jsonl"))


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def _by_language(files: Iterator[tuple[str, Path]]) -> Texts:
    texts: Texts = defaultdict(list)
    for language, file in files:
        texts[language] += _lines(file)
    return texts


def hold_out(texts: Texts, half: int, most: int) -> Texts:
    """The asked half, without doubles and without texts that are the same in two languages; `most` of each language."""
    languages = Counter(text for found in texts.values() for text in set(found))
    chosen = {
        language: [text for text in sorted(set(found)) if languages[text] == 1 and _half(text) == half]
        for language, found in texts.items()
    }
    return {language: sorted(found, key=_checksum)[:most] for language, found in chosen.items()}


def _checksum(text: str) -> int:
    return zlib.crc32(text.encode())


def _half(text: str) -> int:
    return _checksum(text) % 2


def _langdetect(names: list[str] | None) -> Callable[[str], str]:
    folder = Path(langdetect_factory.PROFILES_DIRECTORY)
    factory = DetectorFactory()
    factory.set_seed(0)
    files = [folder / name for name in names] if names else sorted(folder.iterdir())
    factory.load_json_profile([file.read_text(encoding="utf-8") for file in files])

    def answer(text: str) -> str:
        detector = factory.create()
        detector.append(text)
        try:
            return ANSWERS.get(detector.detect(), "other")
        except LangDetectException:
            return "other"

    return answer


def identifiers() -> Mapping[str, Callable[[str], str]]:
    return {
        "langdetect, 55 profiles": _langdetect(None),
        "langdetect, en no da sv": _langdetect(["en", "no", "da", "sv"]),
        "ours": lambda text: identify(text).language,
    }


def report(sets: Mapping[str, Texts]) -> Iterator[str]:
    """The tables as Markdown lines."""
    tools = identifiers()
    confusion: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in tools}
    spent: dict[str, float] = defaultdict(float)
    count = 0
    yield "| set | language | texts | " + " | ".join(tools) + " |"
    yield "|---|---|---|" + "---|" * len(tools)
    for name, texts in sets.items():
        for language in (code for code in CODES.values() if texts.get(code)):
            right = "nb" if language in ("da", "sv") else language
            shares = []
            for tool, answer in tools.items():
                begun = time.perf_counter()
                answers = [answer(text) for text in texts[language]]
                spent[tool] += time.perf_counter() - begun
                confusion[tool].update((language, given) for given in answers)
                shares.append(f"{answers.count(right) / len(answers):.3f}")
            count += len(texts[language])
            yield f"| {name} | {language} | {len(texts[language])} | " + " | ".join(shares) + " |"
    yield ""
    for tool in tools:
        yield from _confusion(tool, confusion[tool])
        yield f"{tool}: {1000 * spent[tool] / count:.3f} ms a text\n"


def _confusion(tool: str, counts: Counter[tuple[str, str]]) -> Iterator[str]:
    given = ("nb", "nn", "en", "other")
    yield f"| {tool}: is \\ called | " + " | ".join(given) + " |"
    yield "|---|" + "---|" * len(given)
    for language in CODES.values():
        yield f"| {language} | " + " | ".join(str(counts[language, answer]) for answer in given) + " |"
    yield ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = Path(os.environ.get("ASSISTANT_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    parser.add_argument("--shared", type=Path, default=default, help="folder that holds eval/")
    parser.add_argument("--most", type=int, default=500, help="texts of each set and language (default: 500)")
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    options = parser.parse_args()
    sets = read_sets(options.shared)
    held = {name: hold_out(texts, options.half, options.most) for name, texts in sets.items()}
    print("\n".join(report(held)))


if __name__ == "__main__":
    main()
