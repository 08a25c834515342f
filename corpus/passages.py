"""Documents to passages: stretches of some 90 words that follow headings and sentences, each citable by itself."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from corpus.document import Block, Document, Passage, PassageKind
from corpus.language import passage_language
from corpus.places import places_of
from corpus.sentences import split_sentences

WORDS = 90  # 90 found the answer across languages more often than 140 (docs/measurements.md)
FINGERPRINT = "passages-3"  # changes when the same document gives other passages

_KIND: dict[str, PassageKind] = {"row": "table", "caption": "caption", "footnote": "footnote"}


@dataclass(frozen=True, slots=True)
class _Sentence:
    start: int
    end: int
    words: int
    block: Block


def split_passages(document: Document, words: int = WORDS) -> list[Passage]:
    """The passages of a document, in the order of its text.

    A passage never crosses a section or a heading; it ends at a sentence when it has about `words` words. A section's
    passages are of even size, so that no few words are left over at its end. Blocks without a letter, such as the
    figures along the axis of a chart, are in no passage.
    """
    seen: Counter[str] = Counter()
    return [_passage(document, group, seen) for group in _groups(document, words)]


def passage_id(document_id: str, text: str, nth: int) -> str:
    """Sixteen hexadecimal digits from the document's id, the text and which occurrence of that text it is."""
    return hashlib.sha256(f"{document_id}\x1f{nth}\x1f{text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]


def kind_of(block: Block) -> PassageKind:
    """What a passage that begins with this block is."""
    return _KIND.get(block.kind, "text")


def _groups(document: Document, words: int) -> Iterator[list[_Sentence]]:
    for (_section, kind), blocks in groupby(document.blocks, key=lambda block: _belongs(document.text, block)):
        if kind is None:  # a heading, which also parts two sections of one name, or figures alone
            continue
        sentences = [sentence for block in blocks for sentence in _sentences(document.text, block)]
        if kind in ("caption", "footnote"):
            yield from _by_block(sentences)
        else:
            yield from _fill(sentences, words)


def _belongs(text: str, block: Block) -> tuple[tuple[str, ...], PassageKind | None]:
    says = any(map(str.isalpha, block.reading or text[block.start : block.end]))
    return block.section, kind_of(block) if says and block.kind != "heading" else None


def _sentences(text: str, block: Block) -> list[_Sentence]:
    if block.kind in ("row", "caption"):
        spans = [(block.start, block.end)]
    else:
        spans = split_sentences(text, block.start, block.end)
    return [_Sentence(start, end, len((block.reading or text[start:end]).split()), block) for start, end in spans]


def _by_block(sentences: Sequence[_Sentence]) -> Iterator[list[_Sentence]]:
    for _, group in groupby(sentences, key=lambda sentence: sentence.block.start):
        yield list(group)


def _fill(sentences: Sequence[_Sentence], words: int) -> Iterator[list[_Sentence]]:
    """Cut a section into groups of about `words` words, of even size, at ends of sentences.

    Cuts are sought at multiples of one size of the whole section, so that what one group has too much or too little
    does not add up to a short rest.
    """
    total = sum(sentence.words for sentence in sentences)
    size = total / max(1, round(total / words))
    count, cut, group = 0, size, list[_Sentence]()
    for sentence in sentences:
        if group and count + sentence.words / 2 > cut:
            yield group
            group, cut = [], size * (round(count / size) + 1)
        group.append(sentence)
        count += sentence.words
    if group:
        yield group


def _passage(document: Document, group: Sequence[_Sentence], seen: Counter[str]) -> Passage:
    start, end, block = group[0].start, group[-1].end, group[0].block
    text = document.text[start:end]
    seen[text] += 1
    return Passage(
        id=passage_id(document.id, text, seen[text]),
        document_id=document.id,
        start=start,
        end=end,
        text=text,
        kind=kind_of(block),
        language=passage_language(text, document.language),
        section=block.section,
        places=places_of(document, start, end),
        sentences=tuple((sentence.start, sentence.end) for sentence in group),
        reading=_reading(document.text, group),
    )


def _reading(text: str, group: Sequence[_Sentence]) -> str | None:
    """One line for each sentence, read with its header cells; None where nothing needs reading."""
    if not any(sentence.block.reading for sentence in group):
        return None
    lines = (sentence.block.reading or text[sentence.start : sentence.end] for sentence in group)
    return "\n".join(" ".join(line.split()) for line in lines)
