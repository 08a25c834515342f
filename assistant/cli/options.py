"""The options that several verbs share, in the user's language."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from assistant.messages import Messages, ui_language

say = Messages(ui_language(sys.argv))


class PassageLanguage(StrEnum):
    nb = "nb"
    nn = "nn"
    en = "en"
    any = "any"


class UiLanguageName(StrEnum):
    nb = "nb"
    en = "en"


Home = Annotated[Path | None, typer.Option("--home", help=say("option.home"), envvar="ASSISTANT_HOME")]
Reports = Annotated[list[Path] | None, typer.Option("--reports", help=say("option.reports"))]
Model = Annotated[str | None, typer.Option("--model", help=say("option.model"), envvar="ASSISTANT_MODEL")]
Reranker = Annotated[
    str | None, typer.Option("--reranker", metavar="MODEL", help=say("option.reranker"), envvar="ASSISTANT_RERANKER")
]
Json = Annotated[bool, typer.Option("--json", help=say("option.json"))]
Limit = Annotated[int, typer.Option("--limit", min=1, max=100, help=say("option.limit"))]
Language = Annotated[PassageLanguage, typer.Option("--language", help=say("option.language"))]
Report = Annotated[list[str] | None, typer.Option("--report", help=say("option.report"))]
Balance = Annotated[bool, typer.Option("--balance", help=say("option.balance"))]
Questions = Annotated[str | None, typer.Option("--questions", help=say("option.questions"), metavar="FILE")]
Explain = Annotated[bool, typer.Option("--explain", help=say("option.explain"))]
Generation = Annotated[int | None, typer.Option("--generation", help=say("option.generation"), min=1)]
Full = Annotated[bool, typer.Option("--full", help=say("option.full"))]
Ocr = Annotated[bool | None, typer.Option("--ocr/--no-ocr", help=say("option.ocr"), show_default=False)]
Wait = Annotated[bool, typer.Option("--wait", help=say("option.wait"))]
Question = Annotated[list[str] | None, typer.Argument(metavar="QUESTION", show_default=False)]
Identity = Annotated[str, typer.Argument(metavar="ID", show_default=False)]
UiLanguage = Annotated[UiLanguageName | None, typer.Option("--ui-language", help=say("option.ui_language"))]
