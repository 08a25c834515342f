"""The command line as other programs and people meet it: output, exit codes, and what goes where."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
from click.testing import Result
from fakes import HashedWords, LeanE5, build
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from assistant import wire
from assistant.cli.main import app
from assistant.cli.options import say
from assistant.messages import UiLanguage
from index import durable
from index.embedders import Embedder, open_embedder
from index.generation import directory_of
from index.rebuild import Request, rebuild

PROJECT = Path(__file__).parents[1]
GOLDEN = Path(__file__).with_name("golden")
NICKEL = "Hvor mange tonn nikkel lager raffineriet i Kristiansand hvert år?"
WAFFLES = "Hvordan steker man vafler?"

Run = Callable[..., Result]


@pytest.fixture(params=["nb", "en"])
def ui(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> UiLanguage:
    """Both languages of messages in turn."""
    monkeypatch.setattr(say, "language", request.param)
    return request.param  # type: ignore[no-any-return]


@pytest.fixture
def run(small_home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call the program in this process, on the small home unless `home` says otherwise; messages in English."""
    monkeypatch.setattr(say, "language", "en")
    monkeypatch.setattr("assistant.home.open_embedder", _embedder)

    def call(*arguments: object, home: Path = small_home, stdin: str | bytes | None = None) -> Result:
        monkeypatch.setenv("ASSISTANT_HOME", str(home))
        result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin)
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.stderr
        return result

    return call


@lru_cache
def _embedder(model: str) -> Embedder:
    """The embedder that the program would open, opened once for all calls."""
    return open_embedder(model)


def program(*arguments: object, **how: Any) -> subprocess.Popen[bytes]:
    """The program in a process of its own."""
    command = [sys.executable, "-m", "assistant", *map(str, arguments)]
    return subprocess.Popen(command, cwd=PROJECT, stderr=subprocess.PIPE, stdout=subprocess.PIPE, **how)


@pytest.fixture
def unanswered(monkeypatch: pytest.MonkeyPatch) -> None:
    """No evidence is good enough, however well the confidence is calibrated."""
    monkeypatch.setattr("assistant.confidence.ANSWERS", 1.1)


def validated(name: str, line: str) -> dict[str, Any]:
    schema = json.loads((PROJECT / "docs" / "schema" / f"{name}.json").read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    value: dict[str, Any] = json.loads(line)
    Draft202012Validator(schema).validate(value)
    return value


# JSON


@pytest.mark.parametrize("question", [NICKEL, "Which metals hold the crusts?", "Kva år vart gruvene lagde ned?"])
def test_search_prints_what_the_schema_promises(run: Run, question: str) -> None:
    result = run("search", question, "--json", "--limit", 5)
    value = validated("search", result.stdout)
    assert result.exit_code == 0
    assert result.stderr == ""
    assert [hit["rank"] for hit in value["hits"]] == [1, 2, 3, 4, 5]
    for hit in value["hits"]:
        report = json.loads(run("show", hit["document_id"], "--json").stdout)
        assert report["text"][hit["start"] : hit["end"]] == hit["text"]


def test_ask_prints_what_the_schema_promises_when_it_answers(run: Run) -> None:
    result = run("ask", NICKEL, "--json")
    value = validated("ask", result.stdout)
    assert (result.exit_code, value["status"]) == (0, "answered")
    for citation in value["citations"]:
        report = json.loads(run("show", citation["document_id"], "--json").stdout)
        assert report["text"][citation["start"] : citation["end"]] == citation["quote"]


@pytest.mark.usefixtures("unanswered")
def test_ask_prints_what_the_schema_promises_when_nothing_is_found(run: Run) -> None:
    result = run("ask", WAFFLES, "--json")
    value = validated("ask", result.stdout)
    assert (result.exit_code, value["status"], len(value["nearest"])) == (1, "not_found", 3)


def test_a_quote_from_a_pdf_has_its_page_and_its_printed_number(run: Run) -> None:
    question = "Hvor dypt har prøveboringer på Fensfeltet gått ned?"
    (hit,) = json.loads(run("search", question, "--json", "--limit", 1).stdout)["hits"]
    assert (hit["pages"], hit["page_labels"], hit["section"]) == ([2, 2], ["8"], ["2 Fensfeltet"])


@pytest.mark.parametrize(
    ("schema", "path", "shape"),
    [
        ("search", [], wire.SearchWire),
        ("search", ["$defs", "hit"], wire.HitWire),
        ("search", ["$defs", "contribution"], wire.ContributionWire),
        ("ask", [], wire.AnswerWire),
        ("ask", ["$defs", "citation"], wire.CitationWire),
        ("ask", ["$defs", "statement"], wire.StatementWire),
        ("ask", ["$defs", "hit"], wire.HitWire),
    ],
)
def test_schema_types_and_documentation_name_the_same_fields(schema: str, path: list[str], shape: type) -> None:
    part = json.loads((PROJECT / "docs" / "schema" / f"{schema}.json").read_text(encoding="utf-8"))
    for step in path:
        part = part[step]
    fields = set(get_type_hints(shape))
    assert set(part["properties"]) == set(part["required"]) == fields
    documented = (PROJECT / "docs" / "json.md").read_text(encoding="utf-8")
    assert [field for field in fields if f"`{field}`" not in documented] == []


def test_every_verb_that_lists_prints_json(run: Run, small_home: Path) -> None:
    reports = json.loads(run("reports", "--json").stdout)
    assert [report["document_id"].split("-")[0] for report in reports["reports"]] == [
        "avfall", "kobolt", "lithium", "magneter", "nikkel", "minerals",
    ]  # fmt: skip
    assert any(named["present"] is False for named in reports["named_by_mandate"])
    status = json.loads(run("status", "--json").stdout)
    assert (status["documents"], status["skipped"], status["home"]) == (6, [], str(small_home))
    assert {check["verdict"] for check in json.loads(run("doctor", "--json").stdout)["checks"]} <= {"ok", "warn"}
    passage = json.loads(run("search", NICKEL, "--json").stdout)["hits"][0]
    context = json.loads(run("show", passage["passage_id"], "--json").stdout)
    assert passage["text"] in [each["text"] for each in context["around"]]


# questions from a file


@pytest.mark.usefixtures("unanswered")
def test_questions_of_a_file_give_one_object_a_line(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "questions.txt"
    file.write_bytes(f"\ufeff{NICKEL}\r\n\n{WAFFLES}".encode())
    result = run("ask", "--questions", file)
    lines = [validated("ask", line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [(line["question"], line["status"]) for line in lines] == [(NICKEL, "not_found"), (WAFFLES, "not_found")]


def test_questions_of_a_file_get_the_answers_of_single_questions(run: Run, tmp_path: Path) -> None:
    single = json.loads(run("search", NICKEL, "--json").stdout)
    (line,) = run("search", "--questions", "-", stdin=NICKEL).stdout.splitlines()
    assert {**json.loads(line), "timings": 0} == {**single, "timings": 0}


def test_a_line_that_cannot_be_asked_gives_its_error_and_the_rest_goes_on(run: Run) -> None:
    long = "nikkel " * 15_000  # 105 kB
    result = run("search", "--questions", "-", stdin=f"???\n{NICKEL}\n\0\n{long}\nni\0kkel\n")
    lines = result.stdout.splitlines()
    assert result.exit_code == 2
    assert len(lines) == 5
    for refused in (lines[0], lines[2], lines[3]):
        assert validated("refused", refused)["error"]
    assert validated("search", lines[1])["question"] == NICKEL
    assert validated("search", lines[4])["question"] == "ni kkel"


def test_each_question_of_a_pipe_is_answered_before_the_next_is_asked(small_home: Path) -> None:
    process = program("search", "--questions", "-", "--home", small_home, stdin=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    for question in ("nikkel", "kobolt"):
        process.stdin.write(question.encode() + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["question"] == question
    assert process.communicate() == (b"", b"")
    assert process.returncode == 0


@pytest.mark.parametrize("file", ["missing.txt", "."])
def test_a_file_of_questions_that_cannot_be_read_is_told_before_anything_is_built(
    run: Run, tmp_path: Path, file: str
) -> None:
    result = run("ask", "--questions", tmp_path / file, home=tmp_path / "home")
    assert (result.exit_code, result.stdout) == (4, "")
    assert str(tmp_path / file) in result.stderr
    assert not (tmp_path / "home").exists()


# exit codes and errors


@pytest.mark.usefixtures("unanswered")
def test_no_answer_is_exit_code_1(run: Run) -> None:
    result = run("ask", WAFFLES)
    assert result.exit_code == 1
    assert result.stdout.startswith("Not found in these reports.\n")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ask"], "No question"),
        (["ask", ""], "no words"),
        (["ask", "?!"], "no words"),
        (["ask", "nikkel " * 15_000], "longer than 10 000"),
        (["ask", "nikkel", "--questions", "-"], "not both"),
        (["search", "nikkel", "--report", "unknown"], "'unknown'"),
        (["search", "nikkel", "--report", "e"], "may be several"),
        (["show", "ffff"], "'ffff'"),
        (["show", ""], "several"),
        (["search", "nikkel", "--limit", "0"], "--limit"),
        (["search", "nikkel", "--language", "de"], "--language"),
        (["frobnicate"], "frobnicate"),
    ],
)
def test_a_wrong_call_is_exit_code_2_and_says_what_is_wrong(run: Run, arguments: list[str], told: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr


def test_a_wrong_call_builds_nothing(run: Run, tmp_path: Path) -> None:
    for arguments in (["ask"], ["ask", "?"], ["search", "x", "--questions", "-"]):
        assert run(*arguments, home=tmp_path / "home").exit_code == 2
    assert not (tmp_path / "home").exists()


def test_a_settings_file_that_cannot_be_understood_is_exit_code_2(run: Run, tmp_path: Path) -> None:
    for content in ("reports = [", "reports = 7", "words = 'many'", "\0"):
        (tmp_path / "settings.toml").write_text(content, encoding="utf-8")
        result = run("ask", "nikkel", home=tmp_path)
        assert result.exit_code == 2
        assert "settings.toml" in result.stderr


@pytest.mark.parametrize("verb", [["status"], ["ask", "nikkel", "--generation", "1"]])
def test_no_index_is_exit_code_3(run: Run, tmp_path: Path, verb: list[str]) -> None:
    result = run(*verb, home=tmp_path)
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"No index in {tmp_path}" in result.stderr


def test_a_generation_that_is_not_there_is_told_with_those_that_are(run: Run) -> None:
    result = run("ask", "nikkel", "--generation", 99)
    assert result.exit_code == 3
    assert "No generation 99" in result.stderr
    assert "There are: 1." in result.stderr


def test_an_index_of_another_model_is_exit_code_3(run: Run, built_home: Path) -> None:
    result = run("ask", "nikkel", home=built_home)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "hashed-words/64" in result.stderr
    assert "assistant rebuild" in result.stderr


def test_a_model_that_is_not_on_this_machine_is_exit_code_3(run: Run, tmp_path: Path) -> None:
    result = run("ask", "nikkel", "--model", tmp_path / "no-model")
    assert result.exit_code == 3
    assert "no-model" in result.stderr


def test_a_damaged_index_is_exit_code_3_and_an_older_one_steps_in(
    run: Run, small_home: Path, library: Path, tmp_path: Path
) -> None:
    home = Path(shutil.copytree(small_home, tmp_path / "home"))
    rebuild(Request(home, (library,), full=True), LeanE5())
    (directory_of(home, 2) / "columns.npy").write_bytes(b"")
    for verb in (["ask", NICKEL], ["search", NICKEL], ["status"]):
        result = run(*verb, home=home)
        assert result.exit_code == 0
        assert "damaged" in result.stderr
    assert validated("ask", run("ask", NICKEL, "--json", home=home).stdout)["degraded"] == ["generation:2:columns.npy"]
    (directory_of(home, 1) / "columns.npy").write_bytes(b"")
    assert run("ask", NICKEL, home=home).exit_code == 3


def test_a_second_rebuild_is_exit_code_3_and_says_who_holds_the_lock(run: Run, tmp_path: Path, library: Path) -> None:
    build(tmp_path, library)
    with durable.writer_lock(tmp_path):
        result = run("rebuild", "--reports", library, home=tmp_path)
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"process {os.getpid()}" in result.stderr


def test_a_home_that_cannot_be_written_is_exit_code_3(run: Run, tmp_path: Path, library: Path) -> None:
    (tmp_path / "file").touch()
    result = run("rebuild", "--reports", library, home=tmp_path / "file" / "home")
    assert result.exit_code == 3
    assert "Cannot write" in result.stderr


def test_nothing_readable_is_exit_code_4_and_names_every_file(run: Run, tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "empty.txt").touch()
    (reports / "picture.png").write_bytes(b"\x89PNG")
    result = run("rebuild", "--reports", reports, "--reports", tmp_path / "none", home=tmp_path / "home")
    assert (result.exit_code, result.stdout) == (4, "")
    for told in ("empty.txt: is empty", "picture.png: has a format", "none: does not exist", "index is unchanged"):
        assert told in result.stderr
    assert run("status", home=tmp_path / "home").exit_code == 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_an_interrupted_call_is_exit_code_130(small_home: Path) -> None:
    process = program("search", "--questions", "-", "--home", small_home, stdin=subprocess.PIPE)
    assert process.stdin
    assert process.stdout
    process.stdin.write(b"nikkel\n")
    process.stdin.flush()
    process.stdout.readline()  # it is under way now
    process.send_signal(signal.SIGINT)
    _, told = process.communicate()
    assert process.returncode == 130
    assert b"Traceback" not in told


# questions of every kind


@pytest.mark.parametrize(
    "question",
    [
        "'",
        '"nikkel"',
        "nikkel' OR 1=1; DROP TABLE passages; --",
        "[bold red]nikkel[/] [link=file:///etc/passwd]kobolt[/link]",
        "<script>alert('nikkel')</script> &amp; {0} %s $HOME",
        "\x1b[2J\x07nikkel",
        "nikkel\u202e\u200b\ufeff",
        "🪨" * 50 + "nikkel",
        "ニッケル никель 镍",
        "n" * 900,
        "--",
        "2030",
        "§ 4-6",
    ],
)
def test_any_question_gets_an_answer_or_a_clear_refusal(run: Run, question: str) -> None:
    result = run("ask", "--json", "--", question)
    if any(c.isalnum() for c in question):
        assert validated("ask", result.stdout)["status"] == ("answered" if result.exit_code == 0 else "not_found")
    else:
        assert (result.exit_code, result.stdout) == (2, "")
    assert run("search", "--", question).exit_code in (0, 2)


def test_the_words_of_a_question_need_no_quotation_marks(run: Run) -> None:
    joined = run("search", *NICKEL.split(), "--limit", 2).stdout
    assert joined == run("search", NICKEL, "--limit", 2).stdout


def test_quoted_markup_and_control_characters_take_no_effect(run: Run, tmp_path: Path) -> None:
    text = "Nikkel [bold]utvinnes[/bold] i [link=https://example.org]Norge[/link] :smile: og {title} er 100 % rent."
    (tmp_path / "r.md").write_text(f"# [red]Tittel[/red]\n\n{text} \x1b[31mRødt\n", encoding="utf-8")
    rebuild(Request(tmp_path / "home", (tmp_path / "r.md",)), LeanE5())
    for verb in (["search"], ["ask"], ["show"]):
        words = ["r.md"] if verb == ["show"] else ["Hvor utvinnes nikkel?"]
        shown = run(*verb, *words, home=tmp_path / "home").stdout
        assert text in shown
        assert "\x1b" not in shown


# plain output


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("ask", ["ask", NICKEL, "--limit", "1"]),
        ("ask-pdf", ["ask", "Hvor dypt har prøveboringene på Fensfeltet gått?", "--limit", "1"]),
        ("search", ["search", NICKEL, "--limit", "1", "--report", "nikkel"]),
        ("reports", ["reports"]),
        ("show-passage", ["show", "7d33a18128b35347"]),
        ("show-report", ["show", "nikkel"]),
    ],
)
def test_plain_output_is_what_it_was(
    run: Run,
    ui: UiLanguage,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    name: str,
    arguments: list[str],
) -> None:
    monkeypatch.setattr(say, "language", ui)
    monkeypatch.setenv("FORCE_COLOR", "1")  # what is piped is plain whatever the environment says
    result = run(*arguments)
    golden = GOLDEN / f"{name}.{ui}.txt"
    if request.config.getoption("--golden"):
        golden.write_text(result.stdout, encoding="utf-8")
    assert result.exit_code == 0
    assert result.stdout == golden.read_text(encoding="utf-8")


@pytest.mark.usefixtures("unanswered")
def test_what_is_found_nearest_is_shown_when_there_is_no_answer(
    run: Run, ui: UiLanguage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(say, "language", ui)
    lines = run("ask", WAFFLES).stdout.splitlines()
    assert lines[:2] == [say("not_found"), say("nearest")]
    assert [line[:4] for line in lines if line[1:2].isdigit()] == [" 1. ", " 2. ", " 3. "]


def test_explain_shows_every_list_and_the_fused_score(run: Run) -> None:
    shown = run("search", NICKEL, "--explain", "--limit", 1).stdout
    (hit,) = json.loads(run("search", NICKEL, "--json", "--limit", 1).stdout)["hits"]
    for name, reason in hit["lists"].items():
        (line,) = [line for line in shown.splitlines() if line.split()[:2] == [name, "z"]]
        assert float(line.split()[2]) == pytest.approx(reason["z"], abs=0.01)
    assert f"fused    {hit['scores']['fused']:+.2f}" in shown


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_terminal_gets_bold_terms_and_links_to_the_page(small_home: Path) -> None:
    import pty

    main, side = pty.openpty()
    question = "Hvor dypt har prøveboringene på Fensfeltet gått?"
    command = [sys.executable, "-m", "assistant", "ask", question, "--home", str(small_home), "--limit", "1"]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "60"}
    process = subprocess.Popen(command, stdout=side, stderr=side, cwd=PROJECT, env=environment)
    os.close(side)
    shown = b"".join(_until_closed(main)).decode()
    assert process.wait() == 0
    assert "\x1b[1mPrøveboringer\x1b[0m har" in shown
    assert "magneter.nb.pdf#page=2" in shown
    assert max(len(line) for line in _without_escapes(shown).splitlines()) <= 60


def _until_closed(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(terminal, 4096)
        except OSError:  # how Linux says that the other side is closed
            data = b""
        if not data:
            os.close(terminal)
            return
        yield data


def _without_escapes(shown: str) -> str:
    import re

    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", shown)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_reader_that_goes_away_is_no_error(small_home: Path) -> None:
    command = f'"{sys.executable}" -m assistant show nikkel --home "{small_home}" | head -1'
    done = subprocess.run(command, shell=True, capture_output=True, cwd=PROJECT, check=False)  # noqa: S602
    assert done.stdout.decode().strip() == "Nikkel fra Kristiansand"
    assert done.stderr == b""


def test_a_report_is_named_by_id_file_title_or_a_part_of_one(run: Run) -> None:
    for name in ("lithium", "lithium.en.md", "Lithium for Northern", "LITHIUM", "northern batteries"):
        hits = json.loads(run("search", "supply", "--report", name, "--json").stdout)["hits"]
        assert {hit["document_id"] for hit in hits} == {"lithium"}


def test_hits_keep_to_the_language_asked_for(run: Run) -> None:
    hits = json.loads(run("search", NICKEL, "--language", "nn", "--json").stdout)["hits"]
    assert {hit["language"] for hit in hits} == {"nn"}


# homes


def test_an_empty_home_is_built_first_and_says_so(run: Run, tmp_path: Path, library: Path) -> None:
    home = tmp_path / "home"
    result = run("ask", "Når vart gruvene på Modum lagde ned?", "--reports", library / "kobolt.nn.txt", home=home)
    assert result.exit_code == 0
    assert "1898" in result.stdout
    assert result.stderr.startswith(f"No index in {home} yet: building it from the reports.\n")
    again = run("ask", "Når vart gruvene på Modum lagde ned?", home=home)
    assert (again.stdout, again.stderr) == (result.stdout, "")


def test_other_reports_than_the_index_was_built_from_are_remarked_on(run: Run, library: Path) -> None:
    result = run("search", NICKEL, "--reports", library / "kobolt.nn.txt")
    assert result.exit_code == 0
    assert f"assistant rebuild --reports {library / 'kobolt.nn.txt'}" in result.stderr


def test_a_rebuild_remembers_its_reports_and_says_what_it_did(run: Run, tmp_path: Path, library: Path) -> None:
    home, reports = tmp_path / "home", tmp_path / 'odd "name" \\ [x]'
    reports.mkdir()
    shutil.copy(library / "kobolt.nn.txt", reports)
    first = run("rebuild", "--reports", reports, home=home)
    assert first.exit_code == 0
    assert first.stdout == ""
    assert "Generation 1: 1 reports, 2 passages" in first.stderr
    second = run("rebuild", "--json", home=home)
    assert "Nothing has changed" in second.stderr
    assert json.loads(second.stdout)["published"] is False
    (reports / "kobolt.nn.txt").unlink()
    shutil.copy(library / "lithium.en.md", reports)
    third = run("rebuild", home=home)
    assert "Gone: Kobolt i Noreg" in third.stderr


def test_skipped_files_are_counted_named_and_kept_in_the_status(run: Run, tmp_path: Path, library: Path) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    shutil.copy(library / "kobolt.nn.txt", reports / "a.txt")
    shutil.copy(library / "kobolt.nn.txt", reports / "b.txt")
    (reports / "broken.pdf").write_bytes(b"%PDF-1.4 and no more")
    result = run("rebuild", "--reports", reports, home=tmp_path / "home")
    assert "2 files were skipped:" in result.stderr
    assert f"b.txt: has the content of {reports / 'a.txt'}; one can go" in result.stderr
    assert "broken.pdf: is damaged" in result.stderr
    status = json.loads(run("status", "--json", home=tmp_path / "home").stdout)
    assert {(Path(s["path"]).name, s["reason"]) for s in status["skipped"]} == {
        ("b.txt", "duplicate"),
        ("broken.pdf", "damaged"),
    }
    assert "broken.pdf" in run("status", home=tmp_path / "home").stdout


# languages and help


@pytest.mark.parametrize("verb", ["", "ask", "rebuild"])
def test_help_is_in_the_language_asked_for(verb: str) -> None:
    texts = {}
    for language in ("nb", "en"):
        process = program(*filter(None, [verb]), "--help", env={**os.environ, "ASSISTANT_UI_LANGUAGE": language})
        texts[language], told = process.communicate()
        assert (process.returncode, told) == (0, b"")
    assert texts["nb"] != texts["en"]
    if verb:
        assert b"--ui-language" in texts["nb"]


@pytest.mark.parametrize(("language", "told"), [("nb", "Feil: Ingen indeks"), ("en", "Error: No index")])
def test_messages_are_in_the_language_asked_for(tmp_path: Path, language: str, told: str) -> None:
    process = program("status", "--home", tmp_path, "--ui-language", language)
    _, shown = process.communicate()
    assert process.returncode == 3
    assert shown.decode().startswith(told)


def test_a_question_loads_neither_torch_nor_its_company(small_home: Path) -> None:
    script = (
        "import sys, atexit\n"
        "atexit.register(lambda: print(sorted({'torch', 'sentence_transformers', 'transformers', 'textual'}"
        " & set(sys.modules)), file=sys.stderr))\n"
        "from assistant.cli import main\n"
        f"sys.argv = ['assistant', 'ask', {NICKEL!r}, '--home', {str(small_home)!r}]\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=PROJECT, check=False)
    assert (done.returncode, done.stderr) == (0, "[]\n")


def test_the_fake_embedder_is_an_embedder() -> None:
    """Guards the tests themselves: what stands in for a model must give unit vectors."""
    vectors = HashedWords().questions(["nikkel", "", "kobolt og kobber"])
    assert vectors.shape == (3, 64)
    assert abs((vectors**2).sum(axis=1) - 1).max() < 1e-5


def test_every_language_of_messages_has_golden_files() -> None:
    names = {path.name for path in GOLDEN.iterdir()}
    stems = {name.split(".")[0] for name in names}
    assert names == {f"{stem}.{language}.txt" for stem in stems for language in get_args(UiLanguage)}
