"""The command line ``spineknowledge``; stdout carries only data, errors are one line on stderr."""

from __future__ import annotations

import gc


def main() -> None:
    """Run the command line; the packaged data loads while the commands are being imported."""
    gc.disable()  # a process that answers once and ends has nothing to collect
    from spineknowledge.cli.packaged import Packaged

    packaged = Packaged()
    from spineknowledge.cli.commands import run

    run(packaged)
