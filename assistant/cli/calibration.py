"""The verb that estimates a model's language axes: calibrate."""

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.text import Text

from assistant import settings as choices
from assistant.cli import options as o
from assistant.cli import paint
from assistant.cli.failures import told
from assistant.cli.options import say
from assistant.cli.progress import rebuild_progress
from assistant.cli.questions import print_json
from assistant.home import Home
from assistant.wire import calibration_wire
from index import axes
from index.calibration import Calibration, calibrate_home
from index.errors import IndexRoomError

Count = Annotated[int, typer.Option("--axes", min=0, max=32, help=say("option.axes"))]
Ship = Annotated[bool, typer.Option("--ship", help=say("option.ship"))]


def calibrate(
    home: o.Home = None,
    model: o.Model = None,
    count: Count = axes.COUNT,
    ship: Ship = False,
    wait: o.Wait = False,
    as_json: o.Json = False,
    ui_language: o.UiLanguage = None,
) -> None:
    with told():
        here = Home(choices.load(home, (), model))
        with rebuild_progress(say) as watch:
            found, file = calibrate_home(
                here.path, here.embedder, count, ship, wait, lambda done, total: watch("embed", done, total)
            )
        outdated = _is_outdated(here)
        if as_json:
            print_json(calibration_wire(found, file, outdated))
        else:
            _print(found)
            typer.echo(say("calibrate.kept", file=file), err=True)
            if outdated:
                typer.echo(say("calibrate.outdated"), err=True)


def _is_outdated(home: Home) -> bool:
    """Whether the home has an index of this model that was made with other axes than are in force now."""
    try:
        manifest = home.generation().manifest
    except IndexRoomError:
        return False
    kept = axes.kept_axes(home.embedder, home.path)
    same_model = manifest.embedder == home.embedder.fingerprint
    return same_model and kept is not None and manifest.settings.get("axes") != axes.fingerprint(kept)


def _print(found: Calibration) -> None:
    out = paint.console()
    pairs = ", ".join(f"{name} {count}" for name, count in found.pairs.items())
    out.print(Text(say("calibrate.pairs", model=found.model, pairs=pairs)))
    out.print()
    names = ("axis", "value", "share", "removed")
    out.print(paint.table([say(f"calibrate.{name}") for name in names], _directions(found)))
    out.print()
    rows = [
        (f"{each.source} → {each.target}", str(each.sentences), f"{each.before:.3f}", f"{each.after:.3f}")
        for each in found.retrieval
    ]
    names = ("direction", "sentences", "before", "after")
    out.print(paint.table([say(f"calibrate.{name}") for name in names], rows))
    out.print(Text(say("calibrate.check"), style="dim"))


def _directions(found: Calibration) -> Iterator[tuple[str, ...]]:
    for place, (value, share) in enumerate(zip(found.values, found.shares, strict=True), 1):
        yield str(place), f"{value:.2f}", f"{share:.1%}", "✓" if place <= len(found.axes) else ""
