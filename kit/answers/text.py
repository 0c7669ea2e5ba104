"""Text as people paste it, made safe to keep: the one place where characters are dropped."""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

# C0 and C1 controls except tab and line feed; marks and overrides that turn text round;
# zero-width characters that make two words look like one.
UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]"
)
BREAKS = re.compile("\r\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
SURROGATES = re.compile("[\ud800-\udfff]")
ROW_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,79}")
SLUG_LENGTH = 60


def clean_text(raw: str) -> str:
    """Return the text in one normal form, without characters nobody can see.

    Line breaks become line feeds, lone surrogates become U+FFFD, control and bidirectional
    marks go, the ends are trimmed. What a reader can see is never changed.
    """
    if raw.isascii() and raw.isprintable():  # most cells of most files: nothing to look for
        return raw.strip()
    text = SURROGATES.sub("\ufffd", raw)
    text = UNSEEN.sub("", BREAKS.sub("\n", text))
    return unicodedata.normalize("NFC", text).strip()


def one_line(raw: str) -> str:
    """Return the text cleaned, with every run of blanks as a single space."""
    return " ".join(clean_text(raw).split())


def folded(raw: str) -> str:
    """Return the text as two people would agree it is the same: for matching, never for showing."""
    return " ".join(unicodedata.normalize("NFKC", clean_text(raw)).casefold().split())


def slug(name: str) -> str:
    """Return a short lower-case id made of a name.

    Names without a Latin letter or digit get an id from their hash, so none is empty.
    """
    latin = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "_", latin.casefold()).strip("_")[:SLUG_LENGTH].rstrip("_")
    return words or f"row_{short_hash(name)}"


def short_hash(name: str) -> str:
    """Return eight hexadecimal digits that tell this name from others."""
    clean = SURROGATES.sub("\ufffd", unicodedata.normalize("NFC", name))
    return sha256(clean.encode("utf-8")).hexdigest()[:8]
