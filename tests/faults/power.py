"""What a disk may hold after a power cut, made from the trace of a real session.

The model is the strictest reading of POSIX: until a file is synced, each write to it may have
survived, vanished, or torn at 512 bytes; until its folder is synced, each name made or removed may
have stayed as it was. It believes the disk when the disk says that it has synced.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random

SECTOR = 512
CALL = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
FOLDER = -1


@dataclass
class Operation:
    """One thing that was done to the folder or to a file in it.

    Attributes:
        kind: write, truncate, name, unname, rename, sync or say.
        file: The number of the file, or `FOLDER`.
    """

    kind: str
    file: int = FOLDER
    place: int = 0
    content: bytes = b""
    name: str = ""
    old_name: str = ""


class Trace:
    """The operations on one folder, read from strace's log."""

    def __init__(self, log: Path, folder: Path) -> None:
        """Read the whole log."""
        self.operations: list[Operation] = []
        self._prefix = f"{folder}/"
        self._open: dict[int, int] = {}
        self._names: dict[str, int] = {}
        self._files = 0
        for line in log.read_text(encoding="ascii").splitlines():
            call = CALL.match(line)
            if call and int(call[3]) >= 0:
                texts = [bytes.fromhex(text.replace("\\x", "")) for text in TEXT.findall(call[2])]
                rest = TEXT.sub("", call[2]).replace(" ", "").split(",")
                self._take(call[1], texts, rest, int(call[3]))

    def _take(self, call: str, texts: list[bytes], rest: list[str], result: int) -> None:
        names = [text.decode(errors="replace").removeprefix(self._prefix) for text in texts]
        file = self._open.get(int(rest[0])) if rest[0].isdigit() else None
        if call == "openat":
            self._opened(names[0], result, created="O_CREAT" in rest[2])
        elif call == "close":
            self._open.pop(int(rest[0]), None)
        elif call == "write" and rest[0] == "1":
            self._add(Operation("say", name=names[0]))
        elif call == "pwrite64" and file is not None:
            self._add(Operation("write", file, int(rest[3]), texts[0][:result]))
        elif call == "ftruncate" and file is not None:
            self._add(Operation("truncate", file, int(rest[1])))
        elif call in {"fsync", "fdatasync"} and file is not None:
            self._add(Operation("sync", file))
        elif call == "unlink" and names[0] in self._names:
            self._add(Operation("unname", name=names[0]))
            del self._names[names[0]]
        elif call == "link" and names[0] in self._names:
            self._names[names[1]] = self._names[names[0]]
            self._add(Operation("name", place=self._names[names[0]], name=names[1]))
        elif call == "rename" and names[0] in self._names:
            self._names[names[1]] = self._names.pop(names[0])
            self._add(
                Operation("rename", place=self._names[names[1]], name=names[1], old_name=names[0])
            )

    def _opened(self, name: str, descriptor: int, *, created: bool) -> None:
        if f"{name}/" == self._prefix:
            self._open[descriptor] = FOLDER
        elif "/" not in name:
            if name not in self._names and created:
                self._names[name] = self._files
                self._add(Operation("name", place=self._files, name=name))
                self._files += 1
            self._open[descriptor] = self._names[name]

    def _add(self, operation: Operation) -> None:
        self.operations.append(operation)

    def cut(self, moment: int, chance: Random) -> tuple[dict[str, bytes], list[str]]:
        """Return the files a power cut at a moment may leave, and what had been said by then."""
        done = self.operations[:moment]
        names: dict[str, int] = {}
        contents: dict[int, bytearray] = {}
        for operation, durable in zip(done, _durable(done), strict=True):
            fate = "kept" if durable else chance.choice(["kept", "lost", "torn"])
            if operation.file == FOLDER:
                _rename(names, operation, kept=fate != "lost")
            elif fate != "lost":
                content = contents.setdefault(operation.file, bytearray())
                _write(content, operation, chance if fate == "torn" else None)
        files = {name: bytes(contents.get(file, b"")) for name, file in names.items()}
        return files, [operation.name for operation in done if operation.kind == "say"]


def _durable(done: list[Operation]) -> list[bool]:
    synced: set[int] = set()
    durable = []
    for operation in reversed(done):
        if operation.kind == "sync":
            synced.add(operation.file)
        durable.append(operation.file in synced)
    return durable[::-1]


def _rename(names: dict[str, int], operation: Operation, *, kept: bool) -> None:
    if not kept:
        return
    if operation.kind in {"name", "rename"}:
        names[operation.name] = operation.place
    if operation.kind == "unname":
        names.pop(operation.name, None)
    if operation.kind == "rename":
        names.pop(operation.old_name, None)


def _write(content: bytearray, operation: Operation, torn: Random | None) -> None:
    if operation.kind == "truncate":
        content[operation.place :] = bytes(max(0, operation.place - len(content)))
    for start in range(0, len(operation.content), SECTOR):
        part = operation.content[start : start + SECTOR]
        place = operation.place + start
        if torn is None or torn.random() < 0.5:
            content.extend(bytes(max(0, place + len(part) - len(content))))
            content[place : place + len(part)] = part
