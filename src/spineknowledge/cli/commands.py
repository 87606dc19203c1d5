"""Running the command line: which commands there are, and what becomes of errors."""

from __future__ import annotations

import sys

import click

from spineknowledge.cli import asking, editing, serving, site
from spineknowledge.cli.packaged import Packaged
from spineknowledge.cli.parts import cli
from spineknowledge.errors import SpineKnowledgeError

__all__ = ["asking", "editing", "run", "serving", "site"]


def run(packaged: Packaged) -> int:
    """Run the command line and return its exit code; an error of the library is one line on stderr and 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        code = cli(prog_name="spineknowledge", obj=packaged, standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # the reader of a pipe went away
        return 1
    except (SpineKnowledgeError, OSError) as error:
        click.echo(f"spineknowledge: {error}", err=True)
        return 1
    return code if isinstance(code, int) else 0
