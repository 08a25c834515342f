"""From the bytes of a text file to a clean string: encoding found, line ends `\\n`, no control characters."""

import codecs
import re
from pathlib import Path

from corpus.errors import CannotRead

MAX_BYTES = 200_000_000  # a text format above this is no report
_SAMPLE = 200_000  # bytes shown to the detector: its time grows with what it sees

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# What Norwegian and English files are written in besides Unicode. The detector chooses among these only.
_LEGACY = ["cp1252", "latin_1", "mac_roman", "cp850", "cp865"]
# All of C0 and C1 but tab, line feed and form feed; and the marks that show nothing (zero-width space, BOM, joiner).
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff]")
_LINE_END = re.compile("\r\n|\r|\x0b|\x85|\u2028|\u2029")


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The bytes of a file.

    Raises CannotRead: missing, unreadable, empty, or oversize (more than `limit` bytes).
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise CannotRead("oversize", f"{size} bytes, at most {limit} are read")
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise CannotRead("missing", str(error)) from error
    except (OSError, ValueError) as error:
        raise CannotRead("unreadable", str(error)) from error
    if not data:
        raise CannotRead("empty", "0 bytes")
    return data


def decode(data: bytes, declared: str | None = None) -> str:
    """`data` as text with `\\n` line ends and without control characters; form feeds stay.

    The order of trust: a byte order mark, valid UTF-8, UTF-16 by its NULs, the encoding that the file declares,
    UTF-8 with a few broken bytes (they become U+FFFD), and last charset-normalizer among the legacy encodings.
    Raises CannotRead("damaged") where the bytes are no text in any of them.
    """
    text = _raw_text(data, declared)
    controls = len(_CONTROL.findall(text[:_SAMPLE]))
    if controls * 20 > len(text[:_SAMPLE]):
        raise CannotRead("damaged", "binary data, not text")
    return _LINE_END.sub("\n", _CONTROL.sub("", text))


def _raw_text(data: bytes, declared: str | None) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    wide = _wide_encoding(data)
    if wide:
        return data.decode(wide, errors="replace")
    for name in ("utf-8", declared):
        text = _strict(data, name)
        if text is not None:
            return text
    return _mostly_utf8(data) or data.decode(_legacy_encoding(data), errors="replace")


def _strict(data: bytes, encoding: str | None) -> str | None:
    if not encoding:
        return None
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _wide_encoding(data: bytes) -> str | None:
    """UTF-16 without a mark: in Latin script nearly every second byte is NUL."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if max(even, odd) * 5 < len(sample) or min(even, odd) * 10 > max(even, odd):
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def _mostly_utf8(data: bytes) -> str | None:
    """UTF-8 in which a few bytes are broken (a cut file, a pasted line), or None where it looks like another one."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    multibyte = sum(1 for char in text if char > "\x7f") - broken
    return text if multibyte > 5 * broken else None


def _legacy_encoding(data: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE], cp_isolation=_LEGACY).best()
    # Latin-1 is cp1252 with control characters where cp1252 has quotation marks and dashes.
    return "cp1252" if best is None or best.encoding == "latin_1" else best.encoding
