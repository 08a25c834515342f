"""What can go wrong in this room. The class decides the exit code and the HTTP status; see `assistant.messages`."""

from collections.abc import Sequence
from pathlib import Path

from corpus.library import Skipped


class IndexRoomError(Exception):
    """Base of this room's errors. `args` are facts, not sentences: the doors word them in the user's language."""


class NoIndex(IndexRoomError):
    """Nothing has been built in this home yet."""


class BrokenIndex(IndexRoomError):
    """No generation in this home passes its checksums. `detail` names what failed."""

    def __init__(self, where: str, detail: str) -> None:
        super().__init__(where, detail)
        self.where, self.detail = where, detail


class ForeignFormat(IndexRoomError):
    """The generation was written by a newer or another program."""

    def __init__(self, where: str, found: object, known: int) -> None:
        super().__init__(where, found, known)
        self.where, self.found, self.known = where, found, known


class OtherModel(IndexRoomError):
    """The generation was built with another embedder than the settings ask for; it is never searched."""

    def __init__(self, built: str, asked: str) -> None:
        super().__init__(built, asked)
        self.built, self.asked = built, asked


class ModelMissing(IndexRoomError):
    """A model cannot be loaded here. `needs` is "torch" where a package is missing, else the cause.

    `option` is the one that names the model.
    """

    def __init__(self, model: str, needs: str, option: str = "--model") -> None:
        super().__init__(model, needs)
        self.model, self.needs, self.option = model, needs, option


class NothingReadable(IndexRoomError):
    """No report gave any text, so there is nothing to publish; what was published before stands."""

    def __init__(self, folders: Sequence[Path], skipped: Sequence[Skipped]) -> None:
        super().__init__(folders, skipped)
        self.folders, self.skipped = tuple(folders), tuple(skipped)


class BadGlossary(IndexRoomError):
    """A glossary file that is not of the form that `glossary.toml` explains; nothing was changed."""

    def __init__(self, where: str, detail: str) -> None:
        super().__init__(where, detail)
        self.where, self.detail = where, detail


class Locked(IndexRoomError):
    """Another process is rebuilding this home."""

    def __init__(self, holder: str, since: str) -> None:
        super().__init__(holder, since)
        self.holder, self.since = holder, since


class CannotWrite(IndexRoomError):
    """The home refuses to be written: full, read-only, or gone. What was published before stands."""

    def __init__(self, where: str, detail: str) -> None:
        super().__init__(where, detail)
        self.where, self.detail = where, detail
