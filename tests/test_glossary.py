"""The glossary at work: which concepts a question names, and how they are called in the other language."""

from pathlib import Path

import pytest
from fakes import HashedWords
from typer.testing import CliRunner

from assistant.cli.main import app
from index.analysis import Family
from index.errors import BadGlossary
from index.glossary import BUNDLED, Glossary, compile_glossary
from index.rebuild import Request, rebuild

OWN = """
[[concept]]
id = "landowner"
nb = ["grunneier"]
nn = ["grunneigar"]
en = ["landowner", "land owner"]
exact = ["grunneigar"]
forms = { nb = ["grunneieren"] }

[[concept]]
id = "critical"
nb = ["kritisk råmateriale"]
nn = ["kritisk råmateriale"]
en = ["critical raw material"]
abbr = ["CRM"]

[[concept]]
id = "raw"
nb = ["råmateriale"]
nn = ["råmateriale"]
en = ["raw material"]

[[concept]]
id = "lead-metal"
nb = ["bly"]
nn = ["bly"]
en = ["lead ore"]
ambiguous = { en = ["lead"] }

[[concept]]
id = "goats"
nb = ["geit"]
nn = ["geit"]
en = ["goat"]
forms = { nb = ["geiter"] }
"""


@pytest.fixture
def glossary(tmp_path: Path) -> Glossary:
    path = tmp_path / "glossary.toml"
    path.write_text(OWN, encoding="utf-8")
    return compile_glossary([path])


def named(glossary: Glossary, question: str, family: Family) -> list[str]:
    return [mention.concept for mention in glossary.mentions(question, family)]


@pytest.mark.parametrize(
    ("question", "family", "concepts"),
    [
        ("Hva får grunneieren?", "no", ["landowner"]),
        ("Kva får ein grunneigar?", "no", ["landowner"]),
        ("Hva er grunnen?", "no", []),
        ("What does the land owner get?", "en", ["landowner"]),
        ("Which critical raw materials?", "en", ["critical"]),
        ("Hvor mange geiter?", "no", ["goats"]),
        ("Is CRM short?", "en", ["critical"]),
        ("Is crm short?", "en", []),
        ("Who takes the lead?", "en", []),
        ("Is lead a raw material?", "en", ["raw", "lead-metal"]),
    ],
)
def test_a_question_names_its_concepts(glossary: Glossary, question: str, family: Family, concepts: list[str]) -> None:
    assert named(glossary, question, family) == concepts


def test_a_mention_is_found_where_it_stands(glossary: Glossary) -> None:
    (mention,) = glossary.mentions("Which critical raw materials?", "en")
    assert "Which critical raw materials?"[mention.start : mention.end] == "critical raw materials"


def test_a_concept_has_its_terms_in_the_other_language(glossary: Glossary) -> None:
    assert ("landown",) in glossary.alternatives("landowner", "en")
    assert glossary.label("landowner", "en") == "landowner"
    assert glossary.label("landowner", "no") == "grunneier"


def test_a_compiled_glossary_reads_back_the_same(glossary: Glossary) -> None:
    assert Glossary.from_json(glossary.to_json()).to_json() == glossary.to_json()


def test_ones_own_glossary_is_read_after_the_bundled_one(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text('concept = [{ id = "x1", nb = ["tøysord"], nn = ["tøysord"], en = ["nonsense word"] }]', "utf-8")
    both = compile_glossary([BUNDLED, path])
    assert named(both, "Et tøysord?", "no") == ["x1"]
    assert "seabed" in named(both, "Hvem eier havbunnen?", "no")


@pytest.mark.parametrize("text", ["concept = 3", "x = [", 'concept = [{ nb = ["a"] }]', "concept = [1]"])
def test_a_file_that_is_no_glossary_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadGlossary, match=r"bad\.toml"):
        compile_glossary([path])


def test_a_bad_glossary_in_the_home_leaves_the_index_as_it_was(tmp_path: Path, library: Path) -> None:
    home = tmp_path / "home"
    first = rebuild(Request(home, (library,)), HashedWords())
    (home / "glossary.toml").write_text("concept = 3", encoding="utf-8")
    with pytest.raises(BadGlossary):
        rebuild(Request(home, (library,)), HashedWords())
    assert (home / "CURRENT").read_text().strip() == str(first.generation)


def test_the_command_line_says_which_glossary_is_bad(tmp_path: Path, library: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "glossary.toml").write_text("concept = 3", encoding="utf-8")
    told = CliRunner().invoke(app, ["rebuild", "--home", str(home), "--reports", str(library)])
    assert told.exit_code == 4
    assert "glossary.toml" in told.stderr
