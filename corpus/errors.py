"""Why a file gave no text. The class and its reason decide what the user is told; see `assistant.messages`."""

from typing import Literal

SkipReason = Literal[
    "missing",
    "empty",
    "unreadable",  # the system refuses: permissions, a folder in place of a file
    "damaged",  # the bytes are not what the format promises
    "password",
    "scanned",  # pictures of pages, no text
    "ocr_failed",  # the command that recognises text; the pages that have text of their own are used
    "no_text",
    "oversize",
    "unsupported",
    "duplicate",
    "timeout",
    "bad_catalogue",  # a `reports.toml` that cannot be understood; its facts are not used
]


class CannotRead(Exception):
    """A file that gives no text; it is skipped with `reason`, and everything else goes on.

    `detail` is a short fact in English that helps to find the cause (a library's own words, a size, the other file's
    name); it is never the whole message.
    """

    def __init__(self, reason: SkipReason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: SkipReason = reason
        self.detail = detail
