"""Listening for connections: a socket at an address, and that address as clients write it."""

from __future__ import annotations

import socket


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens at an address; one that is taken raises ``OSError``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=1024)


def url_of(listener: socket.socket) -> str:
    """Return where a socket listens, without a path."""
    address, number = listener.getsockname()[:2]
    return f"http://{f'[{address}]' if ':' in address else address}:{number}"
