"""The program `assistant`: its verbs, gathered."""

import sys
from typing import NoReturn

import typer

from assistant.cli import calibration, evaluation, questions, upkeep, verification
from assistant.cli.failures import FOUND
from assistant.cli.options import say

app = typer.Typer(help=say("program"), no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command("ask", help=say("verb.ask"))(questions.ask)
app.command("search", help=say("verb.search"))(questions.search)
app.command("show", help=say("verb.show"))(questions.show)
app.command("verify", help=say("verb.verify"))(verification.verify)
app.command("reports", help=say("verb.reports"))(upkeep.reports)
app.command("rebuild", help=say("verb.rebuild"))(upkeep.rebuild)
app.command("status", help=say("verb.status"))(upkeep.status)
app.command("doctor", help=say("verb.doctor"))(upkeep.doctor)
app.command("calibrate", help=say("verb.calibrate"))(calibration.calibrate)
app.command("eval", help=say("verb.eval"))(evaluation.evaluate)


def main() -> NoReturn:
    """The console script `assistant`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="replace")
    try:
        app()
    except BrokenPipeError:  # the reader of a pipe has gone: `assistant search … | head -1`
        sys.stderr.close()
    sys.exit(FOUND)
