"""What all commands share: the group they belong to, their common options, and how results are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from spineknowledge.cli import output
from spineknowledge.cli.packaged import Packaged
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.model.base import Result
from spineknowledge.wording import LANGUAGES, say

_F = TypeVar("_F", bound=Callable[..., Any])


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="spineknowledge")
def cli() -> None:
    """Ask what is known about spine procedures, how surely, and who says so.

    Information, not medical advice.
    """


def form(*choices: str) -> Callable[[_F], _F]:
    """Return the option that chooses the output format; the first choice is the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="Output format.",
    )


language = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the texts."
)


def print_result(result: Result, form: str, lang: str = "en") -> None:
    """Print one result."""
    as_json = form == "json"
    click.echo(output.as_json(result.to_dict(lang)) if as_json else result.as_text(lang, output.width()))


def print_results(results: Iterable[Result], form: str, lang: str = "en") -> None:
    """Print several results, with an empty line between them."""
    if form == "json":
        click.echo(output.as_json([result.to_dict(lang) for result in results]))
    else:
        texts = [result.as_text(lang, output.width()) for result in results]
        click.echo("\n\n".join(texts) or say("nothing", lang))


def knowledge_base(context: click.Context) -> KnowledgeBase:
    """Return the packaged knowledge base."""
    packaged: Packaged = context.find_root().obj
    return packaged.get()


def connected(url: str) -> KnowledgeBase:
    """Return the knowledge base at an endpoint."""
    return KnowledgeBase.connect(url, credentials())


def credentials() -> tuple[str, str] | str | None:
    """Return what the environment holds for endpoints: a token, or a name and password.

    They are not options, since other users of a machine see the options of a command.
    """
    import os

    token = os.environ.get("SPINEKNOWLEDGE_TOKEN")
    name, colon, password = os.environ.get("SPINEKNOWLEDGE_AUTH", "").partition(":")
    return token or ((name, password) if colon else None)
