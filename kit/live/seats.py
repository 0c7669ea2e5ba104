"""Seats: who sits behind a cookie or a code. Tokens are secrets; only their digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from kit.answers import folded

if TYPE_CHECKING:
    from collections.abc import Collection

    from kit.store import Store

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""No 0 and O, no 1, I and L: codes are read aloud and copied by hand."""
JOIN_LENGTH = 6
RESUME_LENGTH = 10
TOKEN_BYTES = 24
SCRYPT = {"n": 2**13, "r": 8, "p": 1, "dklen": 32}


def new_code(length: int = JOIN_LENGTH) -> str:
    """Return a code that people can read to each other."""
    return "".join(secrets.choice(LETTERS) for _ in range(length))


def plain_code(typed: object) -> str:
    """Return a code as it was given out, whatever blanks, dashes and case it was typed with."""
    text = folded(typed).upper() if isinstance(typed, str) else ""
    return "".join(letter for letter in text if letter.isalnum())[:40]


def same_secret(typed: object, secret: str) -> bool:
    """Return whether somebody has the secret, in a time that says nothing of where they are off."""
    given = typed.encode("utf-8", "replace") if isinstance(typed, str) else b""
    return secrets.compare_digest(given, secret.encode())


class Seats:
    """The seats of one workshop; they outlive reloads and restarts because the store keeps them."""

    def __init__(self, store: Store, closed: Collection[str] = ()) -> None:
        """Read who has a seat.

        Args:
            store: Where seats are kept.
            closed: Digests that nobody sits with any more.
        """
        self._store = store
        self._held = {key: who for key, who in store.tokens().items() if key[1] not in closed}

    def sit(self, participant: str) -> str:
        """Return a new token for a browser that sits down in this seat."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._give(participant, "seat", _digest(token))
        return token

    def who(self, token: str | None) -> str:
        """Return whose seat a token is for; "" for none."""
        return self._held.get(("seat", _digest(token)), "") if token else ""

    def resume_code(self, participant: str) -> str:
        """Return a code with which this seat can be taken up again on another device.

        It is slow on purpose (about 20 ms): a code is short, and its digest must not be guessed.
        """
        code = new_code(RESUME_LENGTH)
        self._give(participant, "resume", _slow_digest(code))
        return f"{code[:5]}-{code[5:]}"

    def resumed(self, typed: object) -> str:
        """Return whose seat a resume code is for; "" for none. As slow as making one."""
        code = plain_code(typed)
        if len(code) != RESUME_LENGTH:
            return ""
        return self._held.get(("resume", _slow_digest(code)), "")

    def taken(self) -> frozenset[str]:
        """Return everybody who has a seat."""
        return frozenset(self._held.values())

    def forget(self, participant: str) -> list[str]:
        """Let go of a participant and of every code and device, and return their digests."""
        digests = [digest for (_, digest), who in self._held.items() if who == participant]
        self._held = {key: who for key, who in self._held.items() if who != participant}
        return digests

    def _give(self, participant: str, purpose: str, digest: str) -> None:
        self._store.give_token(participant, purpose, digest)
        self._held[purpose, digest] = participant


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _slow_digest(code: str) -> str:
    return hashlib.scrypt(code.encode(), salt=b"social-strategy-kit", **SCRYPT).hex()
