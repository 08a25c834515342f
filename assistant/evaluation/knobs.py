"""Settings by name, as a user types them: "bm25=0.3, expand=false"."""

from dataclasses import fields, replace

from index.tuning import DEFAULT, Tuning


class BadKnob(Exception):
    """A setting that does not exist or a value it cannot have; `args` are the words typed and the known names."""


def tuned(typed: str, start: Tuning = DEFAULT) -> Tuning:
    """`start` with the settings of `typed` (name=value, comma between). Raises `BadKnob`."""
    changes = dict(_change(part.strip(), start) for part in typed.split(",") if part.strip())
    if not changes:
        raise BadKnob(typed, _known(start))
    return replace(start, **changes)  # type: ignore[arg-type]


def _change(part: str, start: Tuning) -> tuple[str, float | bool]:
    name, _, value = (word.strip() for word in part.partition("="))
    kinds = {field.name: type(getattr(start, field.name)) for field in fields(start)}
    try:
        return name, _BOOLEANS[value.lower()] if kinds[name] is bool else kinds[name](value)
    except (KeyError, ValueError):
        raise BadKnob(part, _known(start)) from None


_BOOLEANS = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}


def _known(tuning: Tuning) -> str:
    return ", ".join(f"{field.name}={getattr(tuning, field.name)}" for field in fields(tuning))
