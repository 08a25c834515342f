"""Where sentences end. In a case, "¦" stands where one sentence ends and the next begins."""

import time
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import sentences
from corpus.sentences import LONG, split_sentences

CASES = [
    # abbreviations, bokmål
    "Strategien omfatter bl.a. Norge og Sverige. ¦Den ble lagt fram i mai.",
    "Planen nevner f.eks. Grong og Sulitjelma. ¦Begge er nedlagt.",
    "Ca. 40 tonn ble hentet ut. ¦Jf. NOU 2019: 8 om avgifter.",
    "Kravet følger av nr. 5 og kap. 3 i planen. ¦Se også pkt. 4.2 og s. 17.",
    "Loven gjelder metaller, industrimineraler mv. ¦Byggeråstoff er unntatt.",
    "Loven gjelder metaller mv. og industrimineraler.",
    "Det gjelder kobber, sink m.m. ¦Direktoratet fører tilsyn.",
    "Gruver, brudd osv. skal meldes. ¦Fristen er to uker, dvs. 14 dager.",
    "Andelen økte med 12 pst. i 2023. ¦Den ventes å øke videre.",
    "Andelen økte med 12 pst. ¦Veksten ventes å fortsette.",
    "Prosjektet får 30 mill. kroner. ¦Rammen er 2,5 mrd. NOK over ti år.",
    "Rammen er 2,5 mrd. ¦Regjeringen foreslår å øke den.",
    "Se St.meld. nr. 9 (2010–2011). ¦Den er fulgt opp i Meld. St. 20 (2022–2023).",
    "Bevilgningen er omtalt i Prop. 8 S (2021–2022) og Innst. 14 S. ¦Stortinget sluttet seg til den.",
    "Utvalget bak NOU 2019: 8 vurderte avgiften. ¦Flertallet ville beholde den.",
    "Avgiften er hjemlet i Ot.prp. nr. 43 for 2008. ¦Den falt bort i 2011.",
    "Ordningen gjelder bl. a. Nussir og f. eks. Engebø. ¦Begge har konsesjon.",
    "Direktoratet, Fylkeskommunen m. fl. ¦Statsforvalteren uttaler seg sist.",
    "Sink, bly o.l. finnes i Bleikvassli. ¦Malmen er knust, malt o.l. ¦Deretter fløteres den.",
    "Avgangen (ca. 2 mill. tonn pr. år) legges i deponi. ¦Deponiet overvåkes.",
    "Forholdet er regulert (jf. § 3-1.) ¦Departementet kan gi forskrift.",
    "Reintallet var 12 pr. 1. april 2000. ¦Kl. 12 ble det talt på nytt.",
    "Saken gjelder iht. loven alle. ¦Kfr. vedlegg 2.",
    # nynorsk
    "Lova gjeld m.a. Svalbard og Jan Mayen. ¦Ho tok til å gjelde i 2009.",
    "Ordninga omfattar t.d. Sogn, Sunnfjord o.a. ¦Departementet kan gje føresegner.",
    "Desse kvotane, jf. § 12, kan ikkje seljast. ¦Dei fell bort etter fem år.",
    # acts, sections, dates
    "§ 4-6. Søknad om tillatelse",
    "Tillatelse gis etter § 4-6. ¦Departementet kan stille vilkår.",
    "§ 12. Kvotar for fartøy ¦",
    "Loven trer i kraft 1. januar 2025. ¦Fra samme tid oppheves lov 19. juni 2009 nr. 101.",
    "Høringen varte til 20. juni 2025. ¦Det kom 112 svar.",
    "Reglane vart endra ved lov 21. desember 2012 nr. 66 og 1. Januar 2013 nr. 4. ¦Dei gjeld enno.",
    "Kapittel 4. Undersøkelse og prøveuttak",
    "Artikkel 5. Strategiske prosjekter",
    "Kravet følger av artikkel 5. ¦Kommisjonen kan gjøre unntak.",
    "Det følger av § 2 bokstav a. ¦Departementet avgjør tvil.",
    "Unntaket står i vedlegg B. ¦Listen er uttømmende.",
    "(1) Loven gjelder i riket. ¦(2) Kongen kan gi forskrift om Svalbard.",
    "Det gjelder to forhold: 1. Brudd på vilkårene følges ikke opp. ¦2. Tilsynet er for lite.",
    "1. Innledning",
    "2.1.3. Bakgrunn for forslaget ¦",
    "Vilkårene er:\n(a) søknad;\n(b) plan for uttak;\n(c) gebyr.",
    "Vilkårene er:\n– søknad;\n– plan for uttak;\n– gebyr.",
    "• Øke uttaket. ¦• Styrke kunnskapen. ¦• Korte ned tiden.",
    "a) Det søkes om tillatelse. ¦b) søknaden sendes direktoratet.",
    "(a) Operators shall report. ¦(b) Reports shall be public.",
    # English abbreviations and references
    "Some metals, e.g. Cobalt, are by-products. ¦Others, i.e. REEs, are not.",
    "The method of Graedel et al. (2015) was used. ¦It was later revised.",
    "Criticality was defined by Graedel et al. ¦This definition has been widely used.",
    "See Regulation (EU) No. 5/2013, Art. 5(1) and Fig. 2. ¦Cf. Annex I.",
    "The Commission referred to Article 5(1). ¦Member States shall report.",
    "The U.S. Geological Survey lists 50 minerals. ¦It was updated in 2022.",
    "Most gallium is refined outside the U.S. ¦The rest is imported.",
    "Dr. Smith and Prof. J. R. Hansen wrote it. ¦Ms. Berg reviewed it.",
    "Production vs. Demand is shown on pp. 12–14. ¦Stocks are not included.",
    "Is it critical? ¦No. ¦It is strategic.",
    "Norsk Hydro ASA, Elkem Inc. and Eramet Co. Ltd. took part. ¦Others followed.",
    "Copper, nickel, etc. ¦The list is long.",
    "The price rose by 3.5 per cent to USD 1.2 million. ¦Demand fell.",
    "At least 25 % of demand shall be met. ¦40 % shall be processed.",
    "ANNEX II. Critical raw materials",
    # names, numbers, addresses
    "Leder var T. Å. Steen. ¦Sekretær var K. Lie.",
    "Utslippet var 3,5 tonn i 2019. ¦12 prosent var fra energi.",
    "Prisen var 3.5 og 4,1. ¦Deretter falt den.",
    "Se https://www.ngu.no/mineral.html?id=3.1. ¦Kartet er åpent.",
    "Les mer på regjeringen.no og i Lov.data. ¦Der ligger alt.",
    "Kong Harald V. ¦Deretter talte statsråden.",
    "I det 7. EU-programmet deltok Norge. ¦Det tok slutt i 2013.",
    # quotes, brackets, other stops
    "«Vi trenger mer kunnskap.» ¦Det sa statsråden.",
    "«Hva nå?» spurte hun. ¦Ingen svarte!",
    "Hvor mye finnes? ¦Hvem eier det? ¦Hva koster det?",
    "“Raw materials matter.” ¦(See also Annex I.) ¦This is well known.",
    "Norge har fosfat … men ikke nok. ¦Vi må lete … ¦Kartleggingen starter nå.",
    "Utvalget skriver at «malmen (...) Norges største» er kjent. ¦Den er det ikke.",
    "Målet er klart!¹ ¦Midlene er det ikke.",
    "Uttaket økte.3 ¦Prisen falt.",
    "Malmen ble kjørt ut.¦Deretter ble den knust.",
    "Innledning ........ 7",
    "Innledning . . . . . . 7",
    "Formål¦1.1 Veilederen gjelder for alle mineraler.¦1.2 Den er frivillig.",
    "‘5. This Article applies to magnets. ¦It does not apply to batteries.",
    "Etter reinl. § 4 kreves tillatelse, jf. offl. § 3. ¦Det samme følger av § 5.",
    "Saken er kjent fra Rt. 2000 side 1578. ¦Se også Kitok v. Sverige.",
    "Verdien er oppgitt av C. Helbig og Sarah P. Nyhagen. ¦Den er usikker.",
    "Leder var dr. art. Nils Li. ¦Referent var siv.ing. Siri Mo.",
    "Unntatt er reglene om toll mv. ¦EØS-avtalen går foran.",
    "Uttaket kan reguleres ved forskrift. 12",
    # lines
    "Et avsnitt uten punktum ¦\n\nEt nytt avsnitt",
    "En linje som er\nbrutt midt i. ¦Så en ny.",
    "Avsnitt én. ¦\r\n\r\nAvsnitt to.",
    "(a)\n\nDirektoratet fører tilsyn. ¦\n\n(b)\n\nKongen gir forskrift.",
]


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize("case", CASES)
def test_a_text_is_split_where_its_sentences_end(case: str) -> None:
    assert _sentences(case.replace("¦", "")) == [sentence.strip() for sentence in case.split("¦") if sentence.strip()]


def test_there_are_at_least_sixty_judged_cases() -> None:
    assert len(set(CASES)) >= 60


@given(st.text(alphabet="aA1.!? \n\t;:()«»§–…ø", max_size=200), st.integers(0, 50), st.integers(0, 200))
def test_spans_are_in_order_trimmed_and_hold_everything_but_white_space(text: str, start: int, end: int) -> None:
    spans = split_sentences(text, start, end)
    last = start
    for begin, stop in spans:
        assert text[last:begin].strip() == ""
        assert begin < stop <= end
        assert text[begin:stop] == text[begin:stop].strip()
        last = stop
    assert text[last:end].strip() == ""


def test_a_part_of_a_text_is_split_in_the_offsets_of_the_whole() -> None:
    text = "Første setning. Andre setning. Tredje setning."
    start, end = text.index("Andre"), text.index(" Tredje")
    assert split_sentences(text, start, end) == [(start, end)]


def test_nothing_is_longer_than_the_limit_and_semicolons_are_preferred() -> None:
    stones = ", ".join(f"stein nummer {n} og" for n in range(20))
    text = f"Tilsynet omfatter {stones}; {'malm og, ' * 80}slutt."
    parts = _sentences(text)
    assert max(len(part.split()) for part in parts) <= LONG
    assert parts[0].endswith(";")
    assert " ".join(parts) == text


def test_a_long_text_without_any_mark_is_cut_between_words() -> None:
    parts = _sentences("malm " * 500)
    assert sum(len(part.split()) for part in parts) == 500
    assert max(len(part.split()) for part in parts) <= LONG


UNITS = [".", " ", "a", "a.", "Det er ca. 3 gram i nr. 5. ", "\n", "\n ", "(", "1.", ".»", "a ", "aa.Bb", ". "]


@pytest.mark.parametrize("unit", UNITS)
def test_a_long_line_takes_linear_time(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    begun = time.process_time()
    split_sentences(text)
    assert time.process_time() - begun < 5


def test_no_abbreviation_is_listed_under_two_kinds() -> None:
    lists = tomllib.loads(Path(sentences.__file__).with_name("abbreviations.toml").read_text(encoding="utf-8"))
    words = [
        word for kind in ("never_final", "before_number", "may_end", "rarely_final") for word in lists[kind].split()
    ]
    assert len(words) == len(set(words))
