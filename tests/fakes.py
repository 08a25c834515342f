"""Stand-ins that implement the protocols of the program, and a small library of reports of our own."""

import hashlib
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.document import LANGUAGES, Block, Document, Language
from index.embedders import Progress, Vectors
from index.embedders.packaged import PackagedE5
from index.rebuild import Outcome, Request, rebuild


class HashedWords:
    """An embedder without a model: words hashed to the directions of a small space, summed, made unit length."""

    def __init__(self, dimension: int = 64, name: str = "hashed-words") -> None:
        self.dimension = dimension
        self.fingerprint = f"{name}/{dimension}"
        self.embedded = list[str]()  # every text it was asked for as a passage

    def questions(self, texts: Sequence[str]) -> Vectors:
        return np.array([self._vector(text) for text in texts], dtype=np.float32).reshape(-1, self.dimension)

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        self.embedded += texts
        if progress:
            progress(len(texts))
        return self.questions(texts)

    def prepare_bulk(self) -> None:
        """Nothing to load."""

    def _vector(self, text: str) -> Vectors:
        vector = np.full(self.dimension, 1e-3, dtype=np.float32)
        for word in re.findall(r"\w+", text.lower()):
            digest = hashlib.sha256(word.encode()).digest()
            vector[int.from_bytes(digest[:4], "big") % self.dimension] += 1 if digest[4] % 2 else -1
        return vector / np.float32(np.linalg.norm(vector))


class LeanE5(PackagedE5):
    """The default model as an installation without torch has it; its generations are those of the default model."""

    def passages(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        return self._passages_without_torch(texts, progress)


def document_of(*parts: tuple[str, str], language: Language = "en", identity: str = "doc") -> Document:
    """A document of (heading, paragraphs) pairs: a heading block and one text block for each paragraph.

    An empty heading gives a section without one.
    """
    text, blocks = "", list[Block]()

    def place(kind: str, stretch: str, section: tuple[str, ...]) -> None:
        nonlocal text
        text += "\n\n" if text else ""
        blocks.append(Block(kind, len(text), len(text) + len(stretch), section))  # type: ignore[arg-type]
        text += stretch

    for heading, paragraphs in parts:
        section = (heading,) if heading else ()
        if heading:
            place("heading", heading, section)
        for paragraph in filter(None, paragraphs.split("\n\n")):
            place("text", paragraph, section)
    return made_document(text, blocks, language, identity)


def made_document(
    text: str, blocks: Sequence[Block], language: Language = "en", identity: str = "doc", **facts: object
) -> Document:
    assert language in LANGUAGES
    plain: dict[str, object] = {"short": None, "publisher": None, "year": None, "url": None, "pages": (), "runs": ()}
    return Document(
        id=identity,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        path=f"/reports/{identity}.txt",
        title=identity.title(),
        language=language,
        text=text,
        blocks=tuple(blocks),
        **(plain | facts),  # type: ignore[arg-type]
    )


def build(home: Path, *folders: Path, embedder: HashedWords | None = None, **request: object) -> Outcome:
    """Rebuild a home with the embedder without a model. Its language axes are estimated once for all homes."""
    embedder = embedder or HashedWords()
    if (axes := _AXES.get(embedder.fingerprint)) and home.parent.is_dir() and not (home / "axes").exists():
        shutil.copytree(axes, home / "axes")
    outcome = rebuild(Request(home, folders, **request), embedder)  # type: ignore[arg-type]
    _AXES.setdefault(embedder.fingerprint, home / "axes")
    return outcome


_AXES = dict[str, Path]()  # by the embedder's fingerprint


def write_library(folder: Path) -> Path:
    """Six short reports in bokmål, nynorsk and English, in all formats that need no other program to make."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in _REPORTS.items():
        (folder / name).write_text(text.lstrip("\n"), encoding="utf-8")
    write_pdf(folder / "magneter.nb.pdf", _PDF_PAGES)
    return folder


def write_pdf(path: Path, pages: Sequence[Sequence[str]]) -> None:
    """A PDF of given lines, each page with its printed number (from 7) at the foot."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(path), invariant=1)
    canvas.setTitle("Magneter og sjeldne jordarter")
    canvas.setSubject("")
    for number, lines in enumerate(pages, 7):
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 760, lines[0])
        canvas.setFont("Helvetica", 11)
        for place, line in enumerate(lines[1:]):
            canvas.drawString(72, 730 - 14 * place, line)
        canvas.drawString(300, 40, str(number))
        canvas.showPage()
    canvas.save()


_PDF_PAGES = (
    (
        "1 Magneter",
        "Permanente magneter av neodym, jern og bor sitter i vindturbiner og i motorer til",
        "elbiler. En stor turbin til havs kan ha mer enn to tonn slike magneter. Uten",
        "neodym og praseodym blir motorene tyngre og mindre effektive.",
        "Magnetene smelter ikke om på samme måte som stål. Pulveret må holdes fritt for",
        "oksygen, og det krever egne ovner og egne fagfolk.",
    ),
    (
        "2 Fensfeltet",
        "Fensfeltet ved Ulefoss er en av de største forekomstene av sjeldne jordarter i",
        "Europa. Bergarten heter rødberg. Prøveboringer har gått ned til tusen meter.",
        "Forekomsten inneholder også thorium, som gjør avfallet krevende å lagre.",
        "Kommunen vil ha et avklart deponi før noen får starte prøvedrift.",
    ),
    (
        "3 Resirkulering av magneter",
        "Under én prosent av de sjeldne jordartene i kasserte magneter blir gjenvunnet.",
        "Et pilotanlegg på Herøya skal vise om gammelt magnetmateriale kan løses opp i",
        "saltsmelte. Anlegget skal ta imot femti tonn i året fra 2027.",
    ),
)

_REPORTS = {
    "nikkel.nb.md": """
---
id: nikkel
title: Nikkel fra Kristiansand
publisher: Rådet for prøvetekster
year: 2025
language: nb
---

# Nikkel fra Kristiansand

## Raffineriet

Raffineriet i Kristiansand lager nikkel av svært høy renhet. Hvert år går omtrent 90 000 tonn nikkel ut av
porten, og det
meste skipes til Europa. Råstoffet er matte fra Canada, for gruvene i Norge dekker ikke behovet. Bedriften er blant de
største arbeidsgiverne i byen.

## Kraft og utslipp

Elektrolysen bruker vannkraft, og derfor er klimaavtrykket lavt. Utslippet er 4,2 kilo CO₂ for hvert kilo nikkel, mens
gjennomsnittet i verden er over 13 kilo. Svovelen fra ovnene blir til svovelsyre, som selges til gjødselindustrien.

| Metall | Mengde i tonn | Bruk |
|---|---|---|
| Nikkel | 90 000 | batterier og rustfritt stål |
| Kobolt | 4 300 | batterier |
| Kobber | 38 000 | kabler |

## Beredskap

Hvis tilførselen av matte stanser, har raffineriet lager for seks uker.[^1] Myndighetene har ikke noe
beredskapslager av
nikkel.

[^1]: Tallet gjelder ved full drift.
""",
    "lithium.en.md": """
---
id: lithium
title: Lithium for Northern Batteries
publisher: Council for Test Texts
year: 2024
language: en
url: https://example.org/lithium
---

# Lithium for Northern Batteries

## Supply

Europe imports almost all of its lithium hydroxide. Chile ships brine carbonate, and Australia ships spodumene that is
refined in China before it reaches a cathode plant. A single supplier of refined hydroxide is the weakest link of the
chain.

## Recycling

Spent batteries can give back a fifth of the lithium that Europe needs in 2040. Hydrometallurgical plants
recover more than
80 per cent of the lithium, while smelters lose nearly all of it to the slag. Collection is the hard part: half
of the old
batteries leave the continent inside used cars.

## Stockpiles

No member state keeps a stockpile of lithium. The council proposes that each battery plant holds three months
of supply and
reports its stock every quarter.
""",
    "kobolt.nn.txt": """
Kobolt i Noreg

1 Kva kobolt er

Kobolt er eit metall som ein finn saman med nikkel og kopar. Dei fleste gruvene ligg i Kongo, der
arbeidstilhøva ofte er
farlege. Difor vil produsentane av batteri bruke mindre kobolt enn før.

2 Norsk historie

Blåfargeverket på Modum tok ut kobolt frå 1773 og selde den blå fargen til heile Europa. Gruvene vart lagde ned
i 1898, men
det ligg framleis malm att i fjellet. Ingen har søkt om løyve til å opne dei på nytt.
""",
    "gruveavfall.nb.html": """
<!DOCTYPE html>
<html lang="nb"><head><title>Avfall fra gruver</title><meta charset="utf-8"></head>
<body><h1>Avfall fra gruver</h1>
<h2>Deponi</h2>
<p>Avgang fra oppredningen legges i deponi på land eller i sjøen. Norge er et av svært få land som fremdeles tillater
sjødeponi. Fiskerne frykter for gyteplassene, og kommunene er delte.</p>
<h2>Gamle dammer</h2>
<p>I de gamle dammene ligger det metaller som ingen ville ha da gruvene var i drift. Scandium og vanadium er to
av dem. Å
hente dem ut igjen kan betale for oppryddingen, viser et forsøk fra 2023.</p>
</body></html>
""",
    "seabed.en.txt": """
Minerals on the Seabed

1 What lies there

Sulphides and manganese crusts lie at depths of two to three thousand metres between Jan Mayen and the
Knipovich Ridge. The
crusts hold cobalt, scandium and titanium. No company has mined them anywhere in the world.

2 Opening the area

An area of 281 000 square kilometres was opened for exploration. Licences have been postponed, because the
environmental
knowledge is too thin. Marine biologists ask for ten more years of mapping before a decision.
""",
}
