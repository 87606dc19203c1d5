"""Running the command line: which commands there are, and what becomes of errors."""

from __future__ import annotations

import sys

import click

from spineknowledge.cli import asking, editing
from spineknowledge.cli.packaged import Packaged
from spineknowledge.cli.parts import cli
from spineknowledge.errors import SpineKnowledgeError

__all__ = ["asking", "editing", "run"]


def run(packaged: Packaged) -> None:
    """Run the command line; an error of the library is one line on stderr and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = cli(obj=packaged, standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        _drop_output()
    except (SpineKnowledgeError, OSError) as error:
        click.echo(f"spineknowledge: {error}", err=True)
        sys.exit(1)


def _drop_output() -> None:
    """Let the reader of a pipe go away without a traceback, as other programs do."""
    sys.stdout = open("/dev/null", "w", encoding="utf-8")  # noqa: PTH123, SIM115
    sys.exit(1)
