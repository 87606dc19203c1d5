"""A server for looking at a built website: this machine only, files of one folder only."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """Return a server on the loopback address; port 0 takes any free one.

    >>> import tempfile
    >>> with server(Path(tempfile.gettempdir())) as running:
    ...     running.server_address[0]
    '127.0.0.1'
    """
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(folder)))
