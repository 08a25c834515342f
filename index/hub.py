"""The one door to sentence-transformers' models: a directory, or a hub name that is on this machine already.

Nothing is fetched from a hub unless the user has set `ASSISTANT_ALLOW_DOWNLOAD=1`.
"""

import os
from typing import Any, Literal

from index.errors import ModelMissing

Kind = Literal["SentenceTransformer", "CrossEncoder"]


def load(kind: Kind, model: str, option: str = "--model") -> Any:
    """A model on the CPU. Raises `ModelMissing`, which names the option that asked for it.

    The files of a model fail in ways of their own: OSError, ValueError, KeyError, SafetensorError.
    """
    try:
        import sentence_transformers
        from transformers.utils import logging
    except ImportError as error:
        raise ModelMissing(model, "torch", option) from error
    logging.disable_progress_bar()
    local = os.environ.get("ASSISTANT_ALLOW_DOWNLOAD") != "1"
    try:
        return getattr(sentence_transformers, kind)(model, device="cpu", local_files_only=local)
    except Exception as error:
        cause = str(error).strip() or type(error).__name__
        raise ModelMissing(model, cause.splitlines()[0], option) from error
