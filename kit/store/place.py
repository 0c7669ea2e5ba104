"""Where a live workshop file may lie: on a disk of this machine, outside synced folders.

Network drives do not keep SQLite's locks, and sync clients copy the file and its side files at
different moments. Source: safety.md 1.4.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Final

from kit.errors import Problem

NETWORK: Final = frozenset(
    {"9p", "afs", "beegfs", "ceph", "cifs", "davfs", "drvfs", "gfs2", "glusterfs", "gpfs"}
    | {"lustre", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "prl_fs", "smb3", "smbfs", "vboxsf"}
    | {"vmhgfs", "webdav"}
)
"""File systems that belong to another machine; fuse.* counts too."""

SYNCED: Final = re.compile(
    r"OneDrive.*|Dropbox.*|Google ?Drive.*|My Drive|CloudStorage|Mobile Documents|iCloud ?Drive"
    r"|Nextcloud|ownCloud|SynologyDrive|pCloud ?Drive|MEGA|Box Sync",
    re.IGNORECASE,
)
"""Names of folders that a sync client keeps."""

_MOUNTS: Final = Path("/proc/mounts")
_REMOTE_DRIVE: Final = 4


def place_problem(path: Path) -> Problem | None:
    """Return why a live workshop must not lie at a path, if it must not."""
    synced = next((part for part in path.parent.parts if SYNCED.fullmatch(part)), "")
    system = file_system(path)
    if synced:
        found = f"a folder that is synchronised ({synced})"
    elif system in NETWORK or system.startswith("fuse."):
        found = f"a network drive ({system})"
    else:
        return None
    return Problem(
        where=str(path),
        found=found,
        allowed="a folder on a disk of this machine, where a live workshop is safe",
        fix="Keep the workshop in a local folder and put a saved copy there instead.",
        code="place",
    )


def file_system(path: Path) -> str:
    """Return the kind of file system a path is on, or "" when the system does not tell."""
    if sys.platform == "win32":  # pragma: no cover  not measured: no Windows machine at hand
        import ctypes  # noqa: PLC0415  loaded when it is needed

        kind = ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\")
        return "smbfs" if kind == _REMOTE_DRIVE or path.drive.startswith("\\\\") else ""
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    folders = {str(path), *map(str, path.parents)}
    found = ("", "")
    for mount in mounts:
        _, folder, system, *_ = mount.split(" ")
        folder = re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), folder)
        # A later line hides an earlier one of the same folder.
        if folder in folders and len(folder) >= len(found[0]):
            found = (folder, system)
    return found[1]
