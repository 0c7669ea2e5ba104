"""Who is at the other side of a socket."""

from __future__ import annotations

import os
import socket
import struct

CREDENTIALS = struct.Struct("3i")


def is_own_account(connection: socket.socket) -> bool:
    """Say whether the other side belongs to this account; Linux says so itself."""
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, CREDENTIALS.size)
    _, account, _ = CREDENTIALS.unpack(found)
    return bool(account == os.geteuid())
