"""The page number that is printed on each page: what the file declares, else what the margins say."""

import re
from collections import Counter

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


def page_labels(count: int, declared: list[str] | None, printed: dict[int, list[str]]) -> list[str | None]:
    """A label for each page, None where nothing says it. `printed`: page → numbers among its headers and footers.

    Declared labels hold, unless most pages print another number.
    """
    seen = _counted(printed)
    if declared is None:
        return [seen.get(page) for page in range(1, count + 1)]
    wrong = sum(declared[page - 1] != label for page, label in seen.items() if page <= len(declared))
    if len(seen) >= 5 and wrong > 0.8 * len(seen):
        return [seen.get(page) for page in range(1, count + 1)]
    return [label or None for label in (*declared, *[""] * count)][:count]


def _counted(printed: dict[int, list[str]]) -> dict[int, str]:
    """Printed numbers that count up with the pages: at least three pages in one series."""
    found: dict[int, str] = {}
    for value in (_decimal, _roman):
        series: Counter[int] = Counter()
        for page, numbers in printed.items():
            series.update({n - page for number in numbers if (n := value(number)) is not None})
        for offset, pages in series.most_common(3):
            if pages < 3:
                break
            for page, numbers in printed.items():
                match = [number for number in numbers if value(number) == page + offset]
                if match and page not in found:
                    found[page] = match[0]
    return found


def _decimal(number: str) -> int | None:
    return int(number) if number.isdigit() else None


def _roman(number: str) -> int | None:
    lower = number.lower()
    if not re.fullmatch(r"[ivxlc]+", lower):
        return None
    values = [_ROMAN[c] for c in lower]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))
