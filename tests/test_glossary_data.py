"""The glossary as data: complete, well formed, and covering what the reports speak about."""

import os
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import Stemmer

REPOSITORY = Path(__file__).resolve().parents[1]
GLOSSARY = REPOSITORY / "index" / "glossary.toml"
REPORTS = Path(os.environ.get("ASSISTANT_SHARED", REPOSITORY.parent / "shared")) / "reports"
LANGUAGES = ("nb", "nn", "en")
KEYS = {"id", "nb", "nn", "en", "forms", "abbr", "symbol", "exact", "ambiguous"}
SNOWBALL = {"nb": "norwegian", "nn": "norwegian", "en": "english"}

# Regulation (EU) 2024/1252, annex II section 1: English name, Norwegian name, symbol where it has one.
CRITICAL = (
    ("antimony", "antimon", "Sb"),
    ("arsenic", "arsen", "As"),
    ("aluminium", "aluminium", "Al"),
    ("baryte", "barytt", None),
    ("beryllium", "beryllium", "Be"),
    ("bismuth", "vismut", "Bi"),
    ("boron", "bor", "B"),
    ("cobalt", "kobolt", "Co"),
    ("coking coal", "kokskull", None),
    ("copper", "kobber", "Cu"),
    ("feldspar", "feltspat", None),
    ("fluorspar", "flusspat", None),
    ("gallium", "gallium", "Ga"),
    ("germanium", "germanium", "Ge"),
    ("hafnium", "hafnium", "Hf"),
    ("helium", "helium", "He"),
    ("heavy rare earth elements", "tunge sjeldne jordarter", None),
    ("light rare earth elements", "lette sjeldne jordarter", None),
    ("lithium", "litium", "Li"),
    ("magnesium", "magnesium", "Mg"),
    ("manganese", "mangan", "Mn"),
    ("natural graphite", "naturlig grafitt", None),
    ("battery-grade nickel", "nikkel i batterikvalitet", "Ni"),
    ("niobium", "niob", "Nb"),
    ("phosphate rock", "fosfatstein", None),
    ("phosphorus", "fosfor", "P"),
    ("platinum group metals", "platinagruppens metaller", None),
    ("scandium", "scandium", "Sc"),
    ("silicon metal", "silisiummetall", None),
    ("strontium", "strontium", "Sr"),
    ("tantalum", "tantal", "Ta"),
    ("titanium metal", "titanmetall", "Ti"),
    ("tungsten", "wolfram", "W"),
    ("vanadium", "vanadium", "V"),
)
# Annex I section 1.
STRATEGIC = (
    ("aluminium", "aluminium", "Al"),
    ("bismuth", "vismut", "Bi"),
    ("metallurgy-grade boron", "bor i metallurgisk kvalitet", "B"),
    ("cobalt", "kobolt", "Co"),
    ("copper", "kobber", "Cu"),
    ("gallium", "gallium", "Ga"),
    ("germanium", "germanium", "Ge"),
    ("battery-grade lithium", "litium i batterikvalitet", "Li"),
    ("magnesium metal", "magnesiummetall", "Mg"),
    ("battery-grade manganese", "mangan i batterikvalitet", "Mn"),
    ("battery-grade graphite", "grafitt i batterikvalitet", None),
    ("battery-grade nickel", "nikkel i batterikvalitet", "Ni"),
    ("platinum group metals", "platinagruppens metaller", None),
    ("rare earth elements for permanent magnets", "sjeldne jordarter til permanentmagneter", None),
    ("silicon metal", "silisiummetall", None),
    ("titanium metal", "titanmetall", "Ti"),
    ("tungsten", "wolfram", "W"),
)
RARE_EARTHS = "La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Y Sc".split()
# Symbols that open a sentence or stand in running text as an ordinary word or unit.
WORDS_TOO = "Al As B Be C Er Eu F Ga H He Ho I In K La Ni Os P Re S Se Si Ta Te Ti U V W Y".split()

# Function words, and words every report is full of, whatever it is about.
STOP_NB = """
alle aller allerede alltid altså andre annen annet anses april august bare basert begge best bestemt betydelig blant bli
blir blitt bort bruk brukt burde både deler delt denne dens deretter derfor dermed dersom dessuten dets dette disse egen
eget egne eksempel eksempelvis ekstra eller ellers endre endret enhver enkelte eventuell eventuelle eventuelt faktiske
fall ifølge femte fikk finnes fire fjerde flere fleste foran fordi foreligger form fortsatt fram frem fremme fremgår
første føre ført følge følger følgende før gang gjelder gjelde gjaldt gjennom gjort gjør gjøre gode godt grad grunn
grunnlag gått hadde hans hatt heller helst helt hele hensyn henhold herunder hver hvert hvilke hvilken hvis hvor hvordan
hvorvidt høye høyere høyt ikke imidlertid ingen inkludert inneholder innebærer innen innenfor inntil januar juli juni
kanskje kapittel klart knyttet komme kommer kort kroner kunne lage lagt land langt legge legger legges ligger lignende
like likevel lite liten mange mars mellom meir mener mens mest mindre minst mulig måte måtte måned måneder nemlig neste
nevnt noen nokså november nye nærmere nødvendig nødvendige når også ofte oktober omfatter omtrent over overfor prosent
punkt punktum rekke rundt samlet samme sammen samt samtidig satt seks selv senere senest september ser sett side siden
sine sist siste sitt skal skje skjer skulle slik slike slikt som særlig særskilt stor store stort større største svært
synes således tabell tall tatt tillegg tidligere tilfelle tilfeller tilsvarende total totalt tredje uten utenfor
utarbeidet utgangspunkt utgjør vanlig vanskelig vedkommende vesentlig videre viktig viktige vil ville visse viser vært
være vår øvrig øvrige året artikkel bokstav ledd setning figur boks kilde dagens foreta dreier fører innholdet
""".split()
STOP_NN = """
alle andre anna annan berre blir bort bokstav bruk deler delar denne deira dersom dessutan dette eiga eigen eller elles
endra enkelte etter eventuelle eventuelt fastsetje fastsette fleire framleis fram følgjer følgje første fjerde føre
gjeld gjelde gjennom gjerast gjere gjort gjeve gitt gått hadde heile heilt heller hatt høve høver iflg ikkje imot innan
innanfor inntil juni juli kapittel kjem klart korleis kven kvar kvart kunne lagde land langt ledd leggje legg liknande
likevel lagt mange mars meir måte mogleg nemnde nemnd nokon noko nærare nødvendig omfatta også over punktum resten same
saman samband samla sett setje sine sjølv skal skje skjer slik slike som store større særlege særskilde tillate teke
takast tilfelle tilfella tilsvarande tredje under utan utanfor vart vere vert vidare ville visse vore desember oktober
femte grunn omsyn samsvar
""".split()
STOP_EN = """
able about above according accordance account adopt after against allow also although among amount annex another
appropriate april area areas article august based basis been before being below between both bring case carried
certain chapter clear come common concerned concerning considered could data date december described different does
down during each either elements ensure ensuring even every example existing first five following form four from
fulfil full further general given good group have having held help here high higher however identified important
include included includes including increase indicated indicating individual information into january july june just
keep know laid large last later least less level light like listed long made main make making many march mean means
meet might more most much must name necessary need needs next none november number october only order other others
otherwise over overall page paragraph part particular parts per period place placed point points possible potential
present prior provide provided provides pursuant purposes range reached referred regard regarding related relating
relation relevant respect respectively result results same second section sector sectors september several shall
should show since single small some specific specified state states step still subparagraph such take taken taking
term terms test than that their them then there thereof these they third this those three through thus time title
together total towards type under unless until upon used using various very view want well were what when where
whether which while whole whose will with within without work would year years your
""".split()
STOP = {"nb": STOP_NB, "nn": STOP_NN, "en": STOP_EN}
FLOOR = {"nb": 0.68, "nn": 0.65, "en": 0.84}  # of the 400 most frequent content words; the rest are general words


@cache
def concepts() -> list[dict]:
    return tomllib.loads(GLOSSARY.read_text(encoding="utf-8"))["concept"]


def spellings(concept: dict, field: str) -> list[str]:
    return concept.get(field, []) + concept.get("ambiguous", {}).get(field, [])


def words(text: str) -> list[str]:
    return [word for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text.lower()) if len(word) >= 4]


def holds_material(english: str, norwegian: str, symbol: str | None) -> bool:
    return any(
        english in concept["en"]
        and norwegian in spellings(concept, "nb")
        and (symbol is None or symbol in spellings(concept, "symbol"))
        for concept in concepts()
    )


def test_there_are_at_least_1200_concepts_each_with_terms_in_all_three_languages() -> None:
    assert len(concepts()) >= 1200
    empty = [concept["id"] for concept in concepts() if not all(concept.get(language) for language in LANGUAGES)]
    assert empty == []


def test_ids_are_unique_and_kebab_case() -> None:
    ids = [concept["id"] for concept in concepts()]
    assert [name for name, count in Counter(ids).items() if count > 1] == []
    assert [name for name in ids if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)] == []


def test_a_concept_stands_on_one_line_and_has_known_keys_only() -> None:
    lines = [line for line in GLOSSARY.read_text(encoding="utf-8").splitlines() if line.startswith("  { id = ")]
    assert len(lines) == len(concepts())
    assert {key for concept in concepts() for key in concept} <= KEYS
    assert {key for concept in concepts() for key in concept.get("forms", {})} <= set(LANGUAGES)
    readings = {key for concept in concepts() for key in concept.get("ambiguous", {})}
    assert readings <= {*LANGUAGES, "abbr", "symbol"}


def test_a_term_is_trimmed_and_stands_once_in_its_list() -> None:
    lists = [concept[language] for concept in concepts() for language in LANGUAGES]
    assert [term for terms in lists for term in terms if term != " ".join(term.split()) or len(term) < 2] == []
    assert [terms for terms in lists if len({term.lower() for term in terms}) != len(terms)] == []


def test_no_term_stands_in_more_than_two_concepts() -> None:
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for concept in concepts():
        for term in [term.lower() for language in LANGUAGES for term in concept[language]] + concept.get("abbr", []):
            holders[term].add(concept["id"])
    assert {term: ids for term, ids in holders.items() if len(ids) > 2} == {}


@pytest.mark.parametrize(("english", "norwegian", "symbol"), CRITICAL)
def test_every_critical_raw_material_is_there(english: str, norwegian: str, symbol: str | None) -> None:
    assert holds_material(english, norwegian, symbol)


@pytest.mark.parametrize(("english", "norwegian", "symbol"), STRATEGIC)
def test_every_strategic_raw_material_is_there(english: str, norwegian: str, symbol: str | None) -> None:
    assert holds_material(english, norwegian, symbol)


def test_the_lists_of_the_act_are_whole() -> None:
    assert (len(CRITICAL), len(STRATEGIC)) == (34, 17)


def test_every_rare_earth_element_has_its_symbol() -> None:
    symbols = {symbol for concept in concepts() for symbol in spellings(concept, "symbol")}
    assert set(RARE_EARTHS) <= symbols


def test_a_symbol_stands_for_one_element_and_one_that_is_a_word_too_is_marked_ambiguous() -> None:
    symbols = Counter(symbol for concept in concepts() for symbol in spellings(concept, "symbol"))
    assert [symbol for symbol, count in symbols.items() if count > 1] == []
    certain = {symbol for concept in concepts() for symbol in concept.get("symbol", [])}
    assert certain.isdisjoint(WORDS_TOO)


def test_an_ambiguous_reading_is_not_also_given_as_a_certain_one() -> None:
    both = [
        (concept["id"], reading)
        for concept in concepts()
        for field, readings in concept.get("ambiguous", {}).items()
        for reading in readings
        if reading in concept.get(field, [])
    ]
    assert both == []


def test_an_exact_term_is_one_of_the_concepts_terms() -> None:
    stray = [
        term
        for concept in concepts()
        for term in concept.get("exact", [])
        if not any(term in concept[language] for language in LANGUAGES)
    ]
    assert stray == []


def unneeded_forms(concept: dict, language: str) -> Iterator[str]:
    stemmer = Stemmer.Stemmer(SNOWBALL[language])
    reached = {
        stemmer.stemWord(term.lower())
        for term in concept[language]
        if " " not in term and term not in concept.get("exact", [])
    }
    for form in concept.get("forms", {}).get(language, []):
        if form in concept[language] or stemmer.stemWord(form.lower()) in reached:
            yield form


def test_a_form_is_given_only_where_stemming_does_not_reach_it() -> None:
    unneeded = [form for concept in concepts() for language in LANGUAGES for form in unneeded_forms(concept, language)]
    assert unneeded == []


@pytest.mark.parametrize(
    ("norwegian", "english"),
    [
        ("grunneier", "landowner"),
        ("grunneigar", "landowner"),
        ("driftskonsesjon", "operating licence"),
        ("enerett", "exclusive right"),
        ("karanteneperiode", "quarantine period"),
        ("tvangsmulkt", "coercive fine"),
        ("lovbrotsgebyr", "administrative fine"),
        ("havbunn", "seabed"),
        ("havbotn", "seabed"),
        ("istandsetting", "rehabilitation"),
        ("teieplikt", "duty of confidentiality"),
        ("reintall", "number of reindeer"),
        ("bifangst", "bycatch"),
        ("særavgift", "excise duty"),
        ("aktsomhetsvurdering", "due diligence"),
        ("forsyningstryggleik", "security of supply"),
        ("løyve", "permit"),
    ],
)
def test_the_words_of_the_acts_meet_in_one_concept(norwegian: str, english: str) -> None:
    assert any(english in concept["en"] and norwegian in concept["nb"] + concept["nn"] for concept in concepts())


def text_of(path: Path) -> str:
    if path.suffix == ".pdf":
        import pypdfium2

        with pypdfium2.PdfDocument(path) as pdf:
            pages = [pdf[number].get_textpage().get_text_bounded() for number in range(len(pdf))]
        return "\n".join(pages).replace("\ufffe", "")
    if path.suffix == ".html":
        import lxml.html

        return str(lxml.html.parse(path).getroot().text_content())
    return path.read_text(encoding="utf-8")


def reports_in(language: str) -> list[Path]:
    declared = re.compile(r"\.(nb|nn|en)\.")
    by_name = {path: declared.search(path.name) for path in sorted(REPORTS.iterdir())}
    return [path for path, match in by_name.items() if match and match[1] == language]


def stems_covered(language: str, stemmer: "Stemmer.Stemmer") -> set[str]:
    terms = [
        term
        for concept in concepts()
        for term in [
            *spellings(concept, language),
            *concept.get("forms", {}).get(language, []),
            *concept.get("abbr", []),
        ]
    ]
    return {stemmer.stemWord(word) for term in terms for word in words(term)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_most_frequent_content_words_of_the_reports_are_covered(language: str) -> None:
    if not REPORTS.is_dir():
        pytest.skip("../shared/reports is absent")
    stemmer = Stemmer.Stemmer(SNOWBALL[language])
    counts: Counter[str] = Counter()
    for path in reports_in(language):
        counts.update(stemmer.stemWord(word) for word in words(text_of(path)) if word not in STOP[language])
    frequent = [stem for stem, _ in counts.most_common(400)]
    share = len(stems_covered(language, stemmer).intersection(frequent)) / len(frequent)
    assert share >= FLOOR[language], f"{language}: {share:.3f}"
