"""What a team's own notebook cells add to the report: text, preformatted text, pictures."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from enum import StrEnum


class ExtraKind(StrEnum):
    """How an extra is printed; nothing of it is ever read as HTML or Markdown."""

    HEADING = "heading"
    TEXT = "text"
    PREFORMATTED = "preformatted"
    PICTURE = "picture"


PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8"
UNKNOWN_SIZE = (640, 400)


def pixel_size(data: bytes) -> tuple[int, int]:
    """Return width and height of a PNG or JPEG; a usual size where they cannot be read."""
    if data.startswith(PNG) and len(data) > 24:  # noqa: PLR2004  where IHDR ends
        return int.from_bytes(data[16:20]) or 1, int.from_bytes(data[20:24]) or 1
    place = 2
    while data.startswith(JPEG) and place + 9 < len(data) and data[place] == 0xFF:  # noqa: PLR2004  the format's own bytes
        if data[place + 1] in {0xC0, 0xC1, 0xC2}:
            high = int.from_bytes(data[place + 5 : place + 7])
            return int.from_bytes(data[place + 7 : place + 9]) or 1, high or 1
        place += 2 + int.from_bytes(data[place + 2 : place + 4])
    return UNKNOWN_SIZE


@dataclass(frozen=True, slots=True)
class Extra:
    """One piece of the last section.

    Attributes:
        text: What it says; for a picture its description.
        mime: For a picture, `image/png`, `image/jpeg` or `image/svg+xml`.
        data: For a picture, its bytes in base64.
    """

    kind: ExtraKind
    text: str
    mime: str = ""
    data: str = ""

    def content(self) -> bytes:
        """Return a picture's bytes; none where they cannot be read."""
        try:
            return b64decode(self.data)
        except ValueError:
            return b""
