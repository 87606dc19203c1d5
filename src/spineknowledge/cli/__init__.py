"""The command line ``spineknowledge``; stdout carries only data, errors are one line on stderr."""

from __future__ import annotations


def main() -> None:
    """Run the command line; the packaged data loads while the commands are being imported."""
    from spineknowledge.cli.packaged import Packaged

    packaged = Packaged()
    from spineknowledge.cli.commands import run

    run(packaged)
