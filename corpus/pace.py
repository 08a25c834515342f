"""How a reader says which page it begins, and hears which pages to leave out.

A worker process (`corpus.isolation`) sets both; without one, every page is read and nobody listens.
"""

from collections.abc import Callable

WHOLE_FILE = -1  # no page in hand: what is done now concerns all of them
OUTLINE = 0  # in place of a page: the file's bookmarks, labels and metadata, which can be left out too

_skipped: frozenset[int] = frozenset()
_listener: Callable[[int], None] | None = None


def begin(page: int) -> bool:
    """Call before reading `page` (1-based). False: it took too long or broke the reader before; leave it out."""
    if page in _skipped:
        return False
    if _listener is not None:
        _listener(page)
    return True


def follow(listener: Callable[[int], None] | None, skipped: frozenset[int] = frozenset()) -> None:
    """Tell `listener` of every page that is begun, and leave out `skipped`, until called again."""
    global _skipped, _listener
    _listener, _skipped = listener, skipped
