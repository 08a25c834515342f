"""`python -m assistant` is the program `assistant`."""

from assistant.cli import main

main()
