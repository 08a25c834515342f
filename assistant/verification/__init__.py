"""Quotes held against the reports: does this sentence stand there, and where?"""

from assistant.verification.quotes import LONGEST_QUOTE, BadQuote
from assistant.verification.verify import NEAR, Occurrence, Status, Verdict, verify

__all__ = ["LONGEST_QUOTE", "NEAR", "BadQuote", "Occurrence", "Status", "Verdict", "verify"]
