"""The page of commands, from the ``--help`` of each."""

from __future__ import annotations

from collections.abc import Iterator

import click

import spineknowledge.cli.commands  # noqa: F401  (it registers every command)
from documentation.markup import fence
from spineknowledge.cli.parts import cli

PATH = "reference/commands.md"
_WIDTH = 78


def command_pages() -> dict[str, str]:
    """Return the page that shows the help of every command."""
    told = [f"## {path}\n\n{fence(text)}" for path, text in helps()]
    head = "# Command line\n\nWhat `--help` says of each command. An error exits with 1, wrong use with 2.\n\n"
    return {PATH: head + "".join(told)}


def helps() -> Iterator[tuple[str, str]]:
    """Yield each command with its help, as a terminal of 80 columns shows it."""
    yield from _walk(cli, "spineknowledge", None)


def _walk(command: click.Command, name: str, parent: click.Context | None) -> Iterator[tuple[str, str]]:
    context = command.make_context(name, [], parent=parent, resilient_parsing=True, terminal_width=_WIDTH)
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from _walk(found, inner, context)
