"""What several test files share: small libraries, and homes that are built once for the whole session."""

import os
from pathlib import Path

import pytest
from fakes import HashedWords, LeanE5, build, write_library
from hypothesis import settings

from assistant.settings import BRIEFS, Settings, remember
from index.generation import Generation, open_current
from index.rebuild import Request, rebuild


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="run the tests that take minutes, too")
    parser.addoption("--golden", action="store_true", help="write the golden files anew; look at the difference")


def pytest_configure(config: pytest.Config) -> None:
    """The same few examples in every run, except where there is time to look for new ones."""
    slow = config.getoption("--slow")
    settings.register_profile("chosen", max_examples=1000 if slow else 30, deadline=None, derandomize=not slow)
    settings.load_profile("chosen")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--slow"):
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="takes minutes; run with --slow"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and question sets beside the repository."""
    beside = Path(__file__).resolve().parents[2] / "shared"
    folder = Path(os.environ.get("ASSISTANT_SHARED", beside))
    if not (folder / "reports").is_dir():
        pytest.skip(f"no real reports in {folder}")
    return folder


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """No test reads or writes the home, the choices or the language of whoever runs it."""
    for name in [name for name in os.environ if name.startswith("ASSISTANT_") and name != "ASSISTANT_SHARED"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ASSISTANT_HOME", str(tmp_path_factory.getbasetemp() / "nobody"))


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of six short reports; not to be changed."""
    return write_library(tmp_path_factory.mktemp("library"))


@pytest.fixture(scope="session")
def built_home(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Path:
    """A home built of the short reports by the embedder without a model; not to be changed."""
    home = tmp_path_factory.mktemp("built")
    build(home, library)
    return home


@pytest.fixture(scope="session")
def generation(built_home: Path) -> Generation:
    return open_current(built_home)


@pytest.fixture(scope="session")
def embedder() -> HashedWords:
    return HashedWords()


@pytest.fixture(scope="session")
def small_home(tmp_path_factory: pytest.TempPathFactory, library: Path) -> Path:
    """A home built of the short reports with the default model, as a user has it; not to be changed."""
    return _default_home(tmp_path_factory.mktemp("small"), library)


@pytest.fixture(scope="session")
def briefs_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home built of two bundled briefs with the default model; not to be changed."""
    chosen = (BRIEFS / "mandat.nb.md", BRIEFS / "crma-benchmarks.en.md")
    return _default_home(tmp_path_factory.mktemp("briefs"), *chosen)


def _default_home(home: Path, *folders: Path) -> Path:
    rebuild(Request(home, folders), LeanE5())
    remember(Settings(home, folders))
    return home
