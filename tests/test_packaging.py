"""What is shipped: the wheel's files, the pinned packages, the make targets that the README names."""

import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = ("assistant", "corpus", "index", "tui")
ELSEWHERE = re.compile(r"^(nvidia|cuda|triton|pywin|colorama|appnope|uvloop)", re.IGNORECASE)
FIXED = {
    "sentence-transformers", "faiss-cpu", "rank-bm25", "pypdf", "langdetect", "textual", "fastapi",
}  # fmt: skip


def pins() -> dict[str, str]:
    """Package → the release it is held at."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    held = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in held}


def required() -> dict[str, set[str]]:
    """Every package that the project and its development need here → the extras asked of it."""
    asked = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]
    found, open_ones = dict[str, set[str]](), [Requirement(line) for line in asked]
    while open_ones:
        need = open_ones.pop()
        name = canonicalize_name(need.name)
        if name in found and need.extras <= found[name]:
            continue
        found[name] = found.get(name, set()) | need.extras
        for line in metadata.requires(name) or []:
            further = Requirement(line)
            if further.marker is None or any(further.marker.evaluate({"extra": e}) for e in ("", *need.extras)):
                open_ones.append(further)
    return found


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, encoding="utf-8")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The names in a wheel built of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with ZipFile(next(folder.glob("*.whl"))) as archive:
        return archive.namelist()


@pytest.mark.parametrize("room", ROOMS)
def test_the_wheel_holds_every_file_of_a_room(wheel: list[str], room: str) -> None:
    files = subprocess.run(["git", "ls-files", room], cwd=ROOT, check=True, capture_output=True, encoding="utf-8")
    assert files.stdout.split()
    assert [name for name in files.stdout.splitlines() if name not in wheel and (ROOT / name).exists()] == []


def test_the_wheel_holds_nothing_but_the_rooms(wheel: list[str]) -> None:
    assert {name.split("/")[0] for name in wheel if ".dist-info/" not in name} == set(ROOMS)


def test_the_fixed_packages_are_plain_dependencies() -> None:
    assert {Requirement(line).name for line in PROJECT["project"]["dependencies"]} >= FIXED


def test_every_package_that_is_needed_is_pinned() -> None:
    assert sorted(required().keys() - pins().keys()) == []


def test_no_package_of_one_system_only_is_pinned() -> None:
    assert [name for name in pins() if ELSEWHERE.match(name)] == []


def test_no_pin_names_a_build_of_one_platform() -> None:
    assert [name for name, version in pins().items() if "+" in version] == []


def test_torch_is_held_at_one_release() -> None:
    assert pins()["torch"] == "2.13.0"


def test_pins_are_releases_that_the_project_allows() -> None:
    held = pins()
    for line in PROJECT["project"]["dependencies"]:
        need = Requirement(line)
        assert need.specifier.contains(held[canonicalize_name(need.name)]), line


def test_the_lean_set_up_asks_for_nothing_that_brings_torch() -> None:
    shown = make("-n", "LEAN=1", "ask", "-W", "pyproject.toml").stdout
    code = re.search(r"python -c '(.*?)' > \S*needs\.txt", shown, re.DOTALL)
    assert code, shown
    command = [sys.executable, "-c", code[1].replace("\\\n", "")]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8").stdout.splitlines()
    names = {Requirement(line).name for line in listed}
    assert not names & {"torch", "transformers", "sentence-transformers"}
    assert len(names) == len(PROJECT["project"]["dependencies"]) - 1


def test_an_old_python_is_refused_with_what_to_do(tmp_path: Path) -> None:
    made = make("ask", "PYTHON=", f"VENV={tmp_path}/none")
    assert made.returncode != 0
    assert "Python 3.11 or newer is needed" in made.stderr


def test_help_lists_every_target_for_people() -> None:
    listed = re.findall(r"^make (\S+)", make("help").stdout, re.MULTILINE)
    declared = re.search(r"^\.PHONY: (.+)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert declared
    assert set(listed) == set(declared[1].split())
