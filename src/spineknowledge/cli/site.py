"""The commands for a website: build it, check that it is fresh, look at it, and cut a piece out of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from spineknowledge.cli.parts import cli, knowledge_base, language
from spineknowledge.errors import SpineKnowledgeError

if TYPE_CHECKING:
    from spineknowledge.export.site.config import SiteConfig

_F = TypeVar("_F", bound=Callable[..., Any])

_config = click.option(
    "--config", "config_file", type=click.Path(path_type=Path), required=True, help="The clinic's file, in TOML."
)
_out = click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder of the website."
)
_languages = click.option(
    "--lang", "languages", default="en,es", show_default=True, help="Languages, with commas between."
)
_base = click.option("--base-url", default="", help="Where the pages will be, for the site map and absolute links.")


def _of_a_folder(command: _F) -> _F:
    """Give a command the options that say what is built and where."""
    return _config(_out(_languages(_base(command))))


@cli.group()
def site() -> None:
    """Build a website that compares options, for a clinic and its patients.

    \b
    Example: spineknowledge site fragment kyphoplasty vertebroplasty
    """


@site.command()
@_of_a_folder
@click.pass_context
def build(context: click.Context, config_file: Path, out: Path, languages: str, base_url: str) -> None:
    """Write the website into a folder; what the configuration leaves out is named on standard error.

    \b
    Example: spineknowledge site build --config examples/clinic.toml --out /tmp/site
    """
    from spineknowledge.export.site.build import build as write

    config = _read(config_file, base_url)
    for warning in config.warnings():
        click.echo(f"warning: {warning}", err=True)
    files = write(knowledge_base(context), config, out, _split(languages))
    click.echo(f"Wrote {len(files)} files to {out}")


@site.command()
@_of_a_folder
@click.pass_context
def check(context: click.Context, config_file: Path, out: Path, languages: str, base_url: str) -> None:
    """Compare a folder with what would be built now; exit 0 fresh, 1 not fresh, 2 error. Nothing is written.

    \b
    Example: spineknowledge site check --config examples/clinic.toml --out /tmp/site
    """
    from spineknowledge.export.site.build import check as compare

    try:
        drift = compare(knowledge_base(context), _read(config_file, base_url), out, _split(languages))
    except (SpineKnowledgeError, OSError) as error:
        click.echo(f"spineknowledge: {error}", err=True)
        raise click.exceptions.Exit(2) from error
    click.echo(drift.as_text())
    if not drift.fresh:
        raise click.exceptions.Exit(1)


@site.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--port", type=click.IntRange(0, 65535), default=8080, show_default=True)
def preview(folder: Path, port: int) -> None:
    """Serve a built website on this machine alone, until you press Ctrl-C.

    \b
    Example: spineknowledge site preview /tmp/site
    """
    from spineknowledge.export.site.preview import server

    with server(folder, port) as running:
        click.echo(f"http://127.0.0.1:{running.server_address[1]}/")
        running.serve_forever()


@site.command()
@click.argument("a")
@click.argument("b")
@click.option(
    "--config", "config_file", type=click.Path(path_type=Path), help="The clinic's file, if it names a review."
)
@language
@click.pass_context
def fragment(context: click.Context, a: str, b: str, config_file: Path | None, lang: str) -> None:
    """Print the grid that compares A with B, with its own style, to paste into a page of a CMS.

    \b
    Example: spineknowledge site fragment kyphoplasty vertebroplasty
    """
    from spineknowledge.export.site.config import SiteConfig
    from spineknowledge.export.site.pages import Pages

    config = SiteConfig.read(config_file) if config_file else SiteConfig.of_pair(a, b)
    pages = Pages(knowledge_base(context), config, lang, (lang,))
    click.echo(pages.fragment((a, b)), nl=False)


def _read(path: Path, base_url: str) -> SiteConfig:
    from spineknowledge.export.site.config import SiteConfig, web_address

    config = SiteConfig.read(path)
    return config.replace(base_url=web_address("--base-url", base_url)) if base_url else config


def _split(languages: str) -> tuple[str, ...]:
    return tuple(lang.strip() for lang in languages.split(",") if lang.strip())
