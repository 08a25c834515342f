"""The command line: `assistant VERB`. Results on standard output, everything else on standard error."""

from assistant.cli.main import main

__all__ = ["main"]
