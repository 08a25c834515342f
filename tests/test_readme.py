"""What the README shows is what happens: its commands are run, its examples read, its names held against the code."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from assistant.cli import failures
from assistant.cli.main import app
from assistant.evaluation.question_sets import read_set
from assistant.settings import BRIEFS
from corpus.catalogue import SideCatalogue
from index.glossary import compile_glossary

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = [ROOT / name for name in ("README.md", "LESMEG.md", "CHANGELOG.md")] + sorted((ROOT / "docs").rglob("*.md"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One command of a block, with what the README shows under it."""

    command: str
    output: str
    code: int  # by the `echo $?` that follows, else 0


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[Shown]:
    parts = [part.partition("\n") for part in re.split(r"^\$ ", block, flags=re.MULTILINE) if part]
    found = list[Shown]()
    for command, _, output in parts:
        if command == "echo $?":
            found[-1] = Shown(found[-1].command, found[-1].output, int(output))
        else:
            found.append(Shown(command, output.strip("\n"), 0))
    return found


def what_matters(output: str) -> str:
    """The first citation or quote, else the first line with a word in it, as it comes when nothing is wrapped."""
    found = re.search(r"^\[1\] .*(?:\n[^\n\[].*)*|^ *\"text\": .*", output, re.MULTILINE) or re.search(
        r".*\w.*", output
    )
    return " ".join(found[0].split()) if found else ""


def run(command: str, home: Path, where: Path) -> subprocess.CompletedProcess[str]:
    programs = str(Path(sys.executable).parent)
    environment = {
        **os.environ,
        "ASSISTANT_HOME": str(home),
        "ASSISTANT_UI_LANGUAGE": "en",
        "PATH": os.pathsep.join([programs, os.environ["PATH"]]),
    }
    return subprocess.run(
        ["sh", "-c", command], cwd=where, env=environment, check=False, capture_output=True, encoding="utf-8"
    )


@pytest.fixture(scope="session")
def briefs_of_the_tour(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of the bundled briefs. Vectors are kept between runs, which then embed only texts that are new."""
    home = tmp_path_factory.mktemp("readme") / "home"
    home.mkdir()
    cache: pytest.Cache | None = getattr(request.config, "cache", None)
    kept = cache.mkdir("readme") / "vectors.sqlite" if cache else None
    if kept and kept.exists():
        shutil.copy(kept, home / kept.name)
    built = run("assistant rebuild", home, ROOT)
    assert built.returncode == 0, built.stderr
    if kept:
        fresh = kept.with_name(f"{kept.name}.{os.getpid()}")
        shutil.copy(home / kept.name, fresh)
        fresh.replace(kept)
    return home


@pytest.mark.parametrize("block", blocks("console"), ids=lambda block: block.partition("\n")[0][:60])
def test_the_commands_of_the_readme_do_what_it_shows(block: str, briefs_of_the_tour: Path, tmp_path: Path) -> None:
    for shown in commands(block):
        done = run(shown.command, briefs_of_the_tour, tmp_path)
        assert done.returncode == shown.code, done.stderr
        assert what_matters(shown.output) in " ".join(done.stdout.split())


def test_the_readme_shows_answers_and_a_failure() -> None:
    shown = [each for block in blocks("console") for each in commands(block)]
    assert sum("[1] " in each.output for each in shown) >= 2
    assert {each.code for each in shown} >= {0, 1}


def test_every_make_target_that_the_readme_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    named = re.findall(r"^make ([a-z-]+)", "".join(blocks("sh")), re.MULTILINE)
    assert named
    assert [target for target in named if not re.search(rf"^{target}:", makefile, re.MULTILINE)] == []


def test_every_verb_and_option_that_the_readme_names_exists() -> None:
    verbs = set(re.findall(r"(?<![./\w])assistant ([a-z]+)\b", "".join(blocks("sh") + blocks("console"))))
    helped = {verb: CliRunner().invoke(app, [verb, "--help"]) for verb in sorted(verbs)}
    assert [verb for verb, said in helped.items() if said.exit_code] == []
    known = "".join(said.stdout for said in helped.values())
    assert sorted(option for option in set(re.findall(r"`(--[a-z-]+)", README)) if option not in known) == []


def test_the_readme_names_every_environment_variable_that_is_read() -> None:
    files = [path for room in ("assistant", "index", "corpus") for path in sorted((ROOT / room).rglob("*.py"))]
    code = "".join(path.read_text(encoding="utf-8") for path in files)
    assert set(re.findall(r"ASSISTANT_[A-Z_]+", README)) == set(re.findall(r"ASSISTANT_[A-Z_]+", code))


def test_the_readme_gives_the_exit_codes_of_the_program() -> None:
    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    known = (failures.FOUND, failures.NOT_FOUND, failures.USAGE, failures.NO_INDEX, failures.UNREADABLE)
    assert codes == {*known, failures.INTERRUPTED}


def test_the_example_of_reports_toml_is_understood(tmp_path: Path) -> None:
    example = next(block for block in blocks("toml") if "[[report]]" in block)
    (tmp_path / "reports.toml").write_text(example, encoding="utf-8")
    (written,) = tomllib.loads(example)["report"]
    entry = SideCatalogue.beside(tmp_path / written["file"]).entry(tmp_path / written["file"])
    assert {name: getattr(entry, name) for name in written if name != "file"} == {
        name: value for name, value in written.items() if name != "file"
    }


def test_the_example_of_a_glossary_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "glossary.toml"
    path.write_text(next(block for block in blocks("toml") if "concept" in block), encoding="utf-8")
    (mention,) = compile_glossary([path]).mentions("Hva er en avtaksavtale?", "no")
    assert mention.concept == "offtake-agreement"


def test_the_example_of_judged_questions_is_understood(tmp_path: Path) -> None:
    path = tmp_path / "my-questions.jsonl"
    path.write_text(blocks("json")[0], encoding="utf-8")
    answerable, unanswerable = read_set(path, None, None).questions
    (place,) = answerable.places
    assert place.text in (BRIEFS / place.document).read_text(encoding="utf-8")
    assert unanswerable.places == ()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []
