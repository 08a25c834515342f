"""PDF: running text in reading order, with the way back to every character on its page."""

from corpus.readers.pdf.reader import read_pdf

__all__ = ["read_pdf"]
