"""Progress of a rebuild on standard error: bars with time left on a terminal, a line a step elsewhere."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from assistant.messages import Messages
from index.rebuild import Step, Watch

_LINES = 10  # lines a step where there is no terminal


@contextmanager
def rebuild_progress(say: Messages) -> Iterator[Watch]:
    """A `Watch` that shows how far a rebuild has come."""
    if sys.stderr.isatty():
        with _bars() as bars:
            yield _Bars(bars, say)
    else:
        yield _Lines(say)


def _bars() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
    )


class _Bars:
    def __init__(self, bars: Progress, say: Messages) -> None:
        self._bars, self._say = bars, say
        self._task: tuple[Step, int] | None = None

    def __call__(self, step: Step, done: int, total: int) -> None:
        if self._task is None or self._task[0] != step:
            self._task = (step, int(self._bars.add_task(self._say(f"step.{step}"), total=total or None)))
        self._bars.update(self._task[1], completed=done, total=total or None)  # type: ignore[arg-type]


class _Lines:
    def __init__(self, say: Messages) -> None:
        self._say = say
        self._shown: tuple[Step, int] | None = None

    def __call__(self, step: Step, done: int, total: int) -> None:
        if total <= 1:
            return
        tenth = done * _LINES // total
        if self._shown != (step, tenth):
            self._shown = (step, tenth)
            print(f"{self._say(f'step.{step}')}: {done}/{total}", file=sys.stderr, flush=True)
