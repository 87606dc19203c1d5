"""The command line ``spineknowledge``; stdout carries only data, errors are one line on stderr."""

from __future__ import annotations

import gc
import os
import sys


def main() -> None:
    """Run the command line; the packaged data loads while the commands are being imported.

    A process that answers once and ends has nothing to collect, and need not take its data apart again.
    """
    gc.disable()
    from spineknowledge.cli.packaged import Packaged

    packaged = Packaged()
    from spineknowledge.cli.commands import run

    code = run(packaged)
    sys.stderr.flush()
    os._exit(code)
