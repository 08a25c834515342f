"""What `corpus.drafts` writes into the text of a draft, in characters that no writer types."""

import re

BLOCK_QUOTE = ("⟪", "⟫")  # around each paragraph of a block quote
NOTE = re.compile(r"⟦(?P<note>[^⟦⟧]{1,80})⟧")  # where a note is cited, and at the beginning of the note
