"""Files read in a process of their own: what breaks there costs one page or one file."""

import os
import time
from pathlib import Path

import pytest

from corpus import pace
from corpus.document import Block, Content
from corpus.errors import CannotRead
from corpus.isolation import Child, read_in_child, read_many

HERE = "test_isolation"


def content(text: str, given_up: tuple[int, ...] = ()) -> Content:
    return Content(text, (Block("text", 0, len(text)),), given_up=given_up)


def read_well(path: Path) -> Content:
    print("what a library prints is no message")
    return content(f"{path.name} by {os.getpid()}")


def refuse(path: Path) -> Content:
    raise CannotRead("password", path.name)


def stumble(path: Path) -> Content:
    raise ValueError("odd bytes")


def die(path: Path) -> Content:
    os._exit(11)


def die_on_page_two(path: Path) -> Content:
    left = tuple(page for page in (1, 2, 3) if not pace.begin(page) or (page == 2 and die(path)))
    return content("pages", left)


def hang_on_page_three(path: Path) -> Content:
    left = []
    for page in (1, 2, 3, 4):
        if not pace.begin(page):
            left.append(page)
        elif page == 3:
            wait_for_ever()
    return content("pages", tuple(left))


def hang_everywhere(path: Path) -> Content:
    for page in range(1, 50):
        if pace.begin(page):
            wait_for_ever()
    return content("never")


def need_too_much(path: Path) -> Content:
    return content(str(len(bytearray(8 << 30))))


def read_named(path: Path) -> Content:
    return {"dies": die, "stumbles": stumble}.get(path.name, read_well)(path)


def wait_for_ever() -> None:
    while True:
        time.monotonic()


def test_one_child_reads_many_files() -> None:
    with Child(f"{HERE}:read_well") as child:
        first, second = (child.read(Path(name)).text.split(" by ") for name in ("a", "b"))
    assert (first[0], second[0]) == ("a", "b")
    assert first[1] == second[1] != str(os.getpid())


def test_the_reason_comes_through() -> None:
    with pytest.raises(CannotRead) as caught:
        read_in_child(Path("locked"), f"{HERE}:refuse")
    assert (caught.value.reason, caught.value.detail) == ("password", "locked")


def test_a_fault_of_a_reader_is_damage_of_one_file() -> None:
    with pytest.raises(CannotRead, match="odd bytes") as caught:
        read_in_child(Path("x"), f"{HERE}:stumble")
    assert caught.value.reason == "damaged"


def test_a_crash_without_a_page_gives_the_file_up() -> None:
    with Child(f"{HERE}:read_named") as child:
        with pytest.raises(CannotRead, match="code 11") as caught:
            child.read(Path("dies"))
        assert caught.value.reason == "damaged"
        assert child.read(Path("next")).text.startswith("next")


def test_a_page_that_kills_the_process_is_left_out() -> None:
    assert read_in_child(Path("x"), f"{HERE}:die_on_page_two").given_up == (2,)


def test_a_page_that_hangs_is_left_out() -> None:
    assert read_in_child(Path("x"), f"{HERE}:hang_on_page_three", page_seconds=0.5).given_up == (3,)


def test_a_file_with_too_many_bad_pages_is_given_up() -> None:
    with pytest.raises(CannotRead) as caught:
        read_in_child(Path("x"), f"{HERE}:hang_everywhere", page_seconds=0.3)
    assert caught.value.reason == "timeout"


def test_memory_is_bounded() -> None:
    pytest.importorskip("resource")
    with Child(f"{HERE}:need_too_much", memory_mb=2048) as child, pytest.raises(CannotRead, match="MemoryError"):
        child.read(Path("x"))


def test_several_children_keep_the_order_of_the_files() -> None:
    names = ["a", "dies", "b", "stumbles", "c", "d"]
    outcomes = list(read_many([Path(name) for name in names], f"{HERE}:read_named", workers=2))
    assert [path.name for path, _ in outcomes] == names
    kinds = [outcome.reason if isinstance(outcome, CannotRead) else "read" for _, outcome in outcomes]
    assert kinds == ["read", "damaged", "read", "damaged", "read", "read"]


def test_nothing_heavy_is_loaded_for_the_child() -> None:
    content = read_in_child(Path("x"), f"{HERE}:list_modules")
    assert not {"torch", "numpy", "faiss", "sentence_transformers"} & set(content.text.split())


def list_modules(path: Path) -> Content:
    import sys

    import corpus.readers.pdf  # noqa: F401

    return content(" ".join(sys.modules))
