"""Every error a verb can meet: what the user is told, and the exit code. One table, read top to bottom."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from assistant.ask import LONGEST_QUESTION, BadQuestion
from assistant.cli.options import say
from assistant.reports import AmbiguousReport, UnknownName
from assistant.settings import BadSettings
from index import errors
from index.generation import generations

FOUND, NOT_FOUND, USAGE, NO_INDEX, UNREADABLE, INTERRUPTED = 0, 1, 2, 3, 4, 130


class Unreadable(Exception):
    """A file or folder named on the command line cannot be read; `args` are a message key and its facts."""

    def __init__(self, key: str, **facts: object) -> None:
        super().__init__(key)
        self.key, self.facts = key, facts


@contextmanager
def told() -> Iterator[None]:
    """Turn the errors of all rooms into one clear line on standard error and an exit code."""
    try:
        yield
    except KeyboardInterrupt:
        typer.echo("\n" + say("interrupted"), err=True)
        raise typer.Exit(INTERRUPTED) from None
    except (BadQuestion, BadSettings, AmbiguousReport, UnknownName, Unreadable, errors.IndexRoomError) as error:
        message, code = explain(error)
        typer.echo(f"{say('error')}: {message}", err=True)
        raise typer.Exit(code) from None


def explain(error: Exception) -> tuple[str, int]:  # noqa: PLR0912 - a table
    """(what went wrong, which, what to do; exit code)."""
    match error:
        case BadQuestion(reason=reason):
            return say(f"error.question.{reason}", limit=f"{LONGEST_QUESTION:,}".replace(",", " ")), USAGE
        case UnknownName(name=name):
            return say("error.unknown_id", name=name), USAGE
        case AmbiguousReport(name=name, options=options):
            return say("error.ambiguous", name=name, options=", ".join(options)), USAGE
        case BadSettings(args=(file, detail)):
            return say("error.settings", file=file, detail=detail), USAGE
        case Unreadable(key=key, facts=facts):
            return say(key, **facts), UNREADABLE
        case errors.NoIndex(args=(where,)) if there := generations(_home(where)):
            number, numbers = int(Path(where).name), ", ".join(map(str, there))
            return say("error.no_generation", home=_home(where), number=number, there=numbers), NO_INDEX
        case errors.NoIndex(args=(where,)):
            return say("error.no_index", home=_home(where)), NO_INDEX
        case errors.BrokenIndex(where=where, detail=detail):
            return say("error.broken", where=where, detail=detail), NO_INDEX
        case errors.ForeignFormat(where=where, found=found, known=known):
            return say("error.format", where=where, found=found, known=known), NO_INDEX
        case errors.OtherModel(built=built, asked=asked):
            return say("error.other_model", built=built, asked=asked), NO_INDEX
        case errors.ModelMissing(model=model, needs="torch"):
            return say("error.model_torch", model=model), NO_INDEX
        case errors.ModelMissing(model=model, needs=needs, option=option):
            return say("error.model", model=model, needs=needs, option=option), NO_INDEX
        case errors.NothingReadable(folders=folders):
            return say("error.nothing_readable", folders=", ".join(map(str, folders))), UNREADABLE
        case errors.BadGlossary(where=where, detail=detail):
            return say("error.glossary", file=where, detail=detail), UNREADABLE
        case errors.Locked(holder=holder, since=since):
            return say("error.locked", holder=holder, since=since), NO_INDEX
        case errors.CannotWrite(where=where, detail=detail):
            return say("error.cannot_write", where=where, detail=detail), NO_INDEX
    raise error


def _home(where: str) -> Path:
    path = Path(where)
    return path.parents[1] if path.parent.name == "generations" else path
