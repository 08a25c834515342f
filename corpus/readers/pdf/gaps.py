"""Tables told by gaps that run down several rows, and how their printed lines make up rows."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from corpus.readers.pdf.glyphs import RawPage, Word
from corpus.readers.pdf.lines import Row, rows_of
from corpus.readers.pdf.tables import NUMERIC, Table, cell_text, cells_of, column_of, header_rows


def free_gaps(rows: Sequence[Row], least: float) -> list[tuple[float, float]]:
    """Stretches that (nearly) all rows leave free, with words on both sides."""
    left, right = min(row.x0 for row in rows), max(row.x1 for row in rows)
    counts = [0] * (int(right - left) + 2)
    for row in rows:
        for word in row.words:
            for x in range(int(word.x0 - left), int(word.x1 - left) + 1):
                counts[x] += 1
    allowed = len(rows) // 12
    gaps, start = [], 0
    for x, count in enumerate([*counts, allowed + 1]):
        if count > allowed:
            if x - start >= least and start > 0 and x < len(counts):
                gaps.append((left + start, left + x))
            start = x + 1
    return gaps


def running_text(page: RawPage, rows: Sequence[Row], gap: tuple[float, float]) -> bool:
    """The gap parts two columns of prose: as wide as each other, most of their lines full."""
    sides = [[w for r in rows for w in r.words if (w.x1 <= gap[1]) == first] for first in (True, False)]
    widths = [max(w.x1 for w in side) - min(w.x0 for w in side) for side in sides if side]
    return len(widths) == 2 and max(widths) < 1.4 * min(widths) and min(prose_fill(page, s) for s in sides) > 0.6


def prose_fill(page: RawPage, words: Sequence[Word]) -> float:
    """How much of the column its lines fill (median); 0 where they are no running text."""
    rows = rows_of(words)
    if len(rows) < 2 or median(len(row.words) for row in rows) < 3:
        return 0.0
    wide = sum(b.x0 - a.x1 > 1.2 * a.size for row in rows for a, b in pairwise(row.words))
    if wide > 0.08 * len(words):
        return 0.0
    text = "".join(page.raw[word.start : word.end] for word in words[:400])
    if sum(map(str.isalpha, text)) < 0.55 * len(text):
        return 0.0
    width = max(row.x1 for row in rows) - min(row.x0 for row in rows)
    return median((row.x1 - row.x0) / width for row in rows)


def gap_table(
    page: RawPage, rows: Sequence[Row], gutters: Sequence[tuple[float, float]], caption: bool
) -> Table | None:
    """A table without boxes, from rows that keep the same gaps free; None where they do not look like one."""
    edges = [min(r.x0 for r in rows) - 1, *((a + b) / 2 for a, b in gutters), max(r.x1 for r in rows) + 1]
    y0, y1 = rows[0].y - rows[0].size, rows[-1].y
    least = max(30.0, 0.6 * (edges[-1] - edges[0]))
    rules = [r for r in page.rules if r.y1 - r.y0 < 0.5 and y0 - 8 <= r.y0 <= y1 + 8 and r.x1 - r.x0 > least]
    grouped = _grouped(rows, edges, sorted({round(r.y0, 1) for r in rules}))
    cells = [cells_of(page, words, edges, [not _unbroken(words)] * (len(edges) - 2)) for words in grouped]
    table = Table(page.number, cells, 0, edges[:-1], edges[0], y0, edges[-1], y1)
    if not _convincing(table, bool(rules), caption):
        return None
    table.heads = _ruled_heads(grouped, [r.y0 for r in rules]) or header_rows(cells)
    return table


def _grouped(rows: Sequence[Row], edges: Sequence[float], steps: Sequence[float]) -> list[list[Word]]:
    """Printed rows brought together into table rows: by the lines between them, and by the distance between them."""
    bands: list[list[Row]] = [[]]
    for row in rows:
        if bands[-1] and any(bands[-1][-1].y < step < row.y - 0.4 * row.size for step in steps):
            bands.append([])
        bands[-1].append(row)
    most = max((b.y - a.y for a, b in pairwise(rows)), default=0.0)
    return [words for band in bands for words in _near_rows(band, edges, most, ruled=len(bands) > 2)]


def _unbroken(words: Sequence[Word]) -> bool:
    """One line of words without a gap between columns: a title within the table."""
    ordered = sorted(words, key=lambda word: word.x0)
    return len({round(word.y) for word in words}) == 1 and all(b.x0 - a.x1 < 0.8 * a.size for a, b in pairwise(ordered))


def _near_rows(band: Sequence[Row], edges: Sequence[float], most: float, ruled: bool) -> list[list[Word]]:
    """Rows between two lines. Where few of them have a label, they are one row with a cell of several lines."""
    columns = [{column_of(word, edges) for word in row.words} for row in band]
    whole = sum(0 in filled and len(filled) > 1 for filled in columns)
    if ruled and len(band) > 1 and whole <= 0.5 * len(band):
        return [[word for row in band for word in row.words]]
    clusters = _clusters(band)
    if len(clusters) > 1 and any(len(cluster) > 1 and _wordy(cluster, edges) for cluster in clusters):
        return [words for cluster in clusters for words in _cluster_rows(cluster, edges)]
    return _labelled(band, columns, most)


def _clusters(band: Sequence[Row]) -> list[list[Row]]:
    """Rows at the distance of lines together; a wider distance parts them."""
    gaps = [b.y - a.y for a, b in pairwise(band)]
    least = min(gaps, default=0.0)
    clusters = [[band[0]]]
    for row, gap in zip(band[1:], gaps, strict=True):
        if gap > 1.2 * least:
            clusters.append([])
        clusters[-1].append(row)
    return clusters if least <= 1.4 * band[0].size else [list(band)]


def _cluster_rows(cluster: Sequence[Row], edges: Sequence[float]) -> list[list[Word]]:
    if _wordy(cluster, edges):
        return [[word for row in cluster for word in row.words]]
    return [row.words for row in cluster]


def _wordy(cluster: Sequence[Row], edges: Sequence[float]) -> bool:
    """At most one of its rows holds figures: the others go on with the words of a cell."""
    return sum(any(w.end - w.start < 9 and column_of(w, edges) and _lone(w, row, edges) for w in row.words)
               for row in cluster) <= 1  # fmt: skip


def _lone(word: Word, row: Row, edges: Sequence[float]) -> bool:
    """It is all that its cell holds."""
    column = column_of(word, edges)
    return sum(column_of(other, edges) == column for other in row.words) == 1


def _labelled(band: Sequence[Row], columns: Sequence[set[int]], most: float) -> list[list[Word]]:
    """A row for each label in the first column; lines without one go with the row above."""
    grouped = [list(band[0].words)]
    for index in range(1, len(band)):
        before, row, filled = band[index - 1], band[index], columns[index]
        gap = row.y - before.y
        near = gap <= 1.35 * row.size and most >= 1.2 * gap
        if near and (0 not in filled or columns[index - 1] == {0} or filled == {0}):
            grouped[-1].extend(row.words)
        else:
            grouped.append(list(row.words))
    return grouped


def _ruled_heads(grouped: Sequence[Sequence[Word]], steps: Sequence[float]) -> int:
    """Rows above the line that stands between the first rows and the rest; 0 where every row has its line."""
    tops = [min(w.y for w in words) for words in grouped]
    inner = sorted({round(step) for step in steps if tops[0] < step < tops[-1] - 2})
    if not inner or len(inner) >= max(3, 0.5 * len(tops)):
        return 0
    above = sum(top < inner[0] for top in tops)
    body = sum(inner[0] < top < (inner[1] if len(inner) > 1 else 1e9) for top in tops)
    return above if above <= 3 and body >= 2 else 0


def _convincing(table: Table, ruled: bool, caption: bool) -> bool:
    full = [row for row in table.rows if sum(map(bool, row)) >= 2]
    if len(table.rows) < 2 or len(full) < 2 or len(full) < 0.5 * len(table.rows):
        return False
    if caption or ruled:
        return True
    cells = [cell_text(cell) for row in full for cell in row[1:] if cell]
    numeric = sum(bool(NUMERIC.match(cell)) for cell in cells)
    return len(full) >= 3 and numeric >= 0.6 * len(cells)
