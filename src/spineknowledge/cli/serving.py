"""The commands for services: answer over HTTP, and upload to another engine."""

from __future__ import annotations

import ipaddress
import logging
from pathlib import Path

import click

from spineknowledge import resources
from spineknowledge.cli.parts import cli, credentials, knowledge_base
from spineknowledge.errors import DataError
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.limits import SERVED, HttpLimits
from spineknowledge.listening import listen, url_of
from spineknowledge.store import OxigraphStore

_KINDS_OF_FILES = (".ttl", ".nt")


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one.")
@click.option("--data", "files", multiple=True, type=click.Path(path_type=Path), help="Serve this file too.")
@click.option("--only", is_flag=True, help="Serve the files of --data and not the packaged data.")
@click.option("--allow-host", "hosts", multiple=True, help="A name under which clients reach the service.")
@click.option(
    "--timeout",
    type=click.FloatRange(0.05, 600),
    default=SERVED.seconds,
    show_default=True,
    help="Seconds a query may run.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=SERVED.workers, show_default=True, help="Queries at a time."
)
@click.option("--quiet", is_flag=True, help="Log no requests.")
@click.pass_context
def serve(
    context: click.Context,
    host: str,
    port: int,
    files: tuple[Path, ...],
    only: bool,
    hosts: tuple[str, ...],
    timeout: float,
    workers: int,
    quiet: bool,
) -> None:
    """Serve SPARQL, comparisons and every thing's page over HTTP, for reading only.

    Example: spineknowledge serve --port 8000
    """
    try:
        from spineknowledge.service import create_app
        from spineknowledge.service.server import log_as_json, run
    except ModuleNotFoundError as error:
        raise DataError(f"{error.name} is missing; pip install 'spineknowledge[server]'") from None
    kb = _served(context, files, only)
    _say_what_it_means(host, hosts)
    log_as_json(logging.WARNING if quiet else logging.INFO)
    with listen(host, port) as listener:
        http = HttpLimits()
        limits = SERVED.replace(seconds=timeout, workers=workers)
        app = create_app(kb, limits=limits, http=http, allowed_hosts=_names(host, hosts))
        click.echo(f"Serving at {url_of(listener)}/", err=True)
        run(app, listener, http)


@cli.command("mcp")
@click.option("--http", is_flag=True, help="Serve over HTTP and not over standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --http: the address to listen at.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="With --http: 0 takes a free one."
)
@click.option("--allow-host", "hosts", multiple=True, help="With --http: a name under which clients come.")
@click.pass_context
def mcp_(context: click.Context, http: bool, host: str, port: int, hosts: tuple[str, ...]) -> None:
    """Serve assistants by the Model Context Protocol, for reading only.

    Example: spineknowledge mcp --http --port 8001
    """
    try:
        from spineknowledge.assistant.server import PATH, Assistant
    except ModuleNotFoundError as error:
        raise DataError(f"{error.name} is missing; pip install 'spineknowledge[mcp]'") from None
    with Assistant(_served(context, (), only=False)) as assistant:
        if not http:
            assistant.run_stdio()
            return
        _say_what_it_means(host, hosts)
        with listen(host, port) as listener:
            click.echo(f"Serving at {url_of(listener)}{PATH}", err=True)
            assistant.run_http(listener, _names(host, hosts))


@cli.command()
@click.argument("url")
@click.option("--graph", metavar="IRI", help="The graph to replace; without it, the default graph.")
@click.pass_context
def publish(context: click.Context, url: str, graph: str | None) -> None:
    """Upload the packaged data to the graph store at URL, replacing one graph, and check it afterwards.

    Credentials come from the environment: SPINEKNOWLEDGE_TOKEN, or SPINEKNOWLEDGE_AUTH as name:password.

    Example: spineknowledge publish http://127.0.0.1:7878/store
    """
    from spineknowledge.publishing import publish as upload

    kb = knowledge_base(context)
    number = upload(kb.ntriples(), url, graph, credentials())
    click.echo(f"Published {number} triples; checksum {kb.checksum}")


def _served(context: click.Context, files: tuple[Path, ...], only: bool) -> KnowledgeBase:
    """Return what is served; a packaged file that is not as it was shipped raises."""
    if only and not files:
        raise click.UsageError("--only needs --data")
    for path in files:
        if path.suffix not in _KINDS_OF_FILES:
            raise DataError(f"{path} is not served; there are files in Turtle (.ttl) and N-Triples (.nt)")
    if only:
        return KnowledgeBase.of_files(OxigraphStore.from_files(files), files)
    resources.verify()
    if not files:
        return knowledge_base(context)
    both = (*resources.ontology_files(), *files)
    return KnowledgeBase.of_files(OxigraphStore.from_files(both), both)


def _say_what_it_means(host: str, hosts: tuple[str, ...]) -> None:
    if not _is_loopback(host):
        click.echo(
            f"Listening at {host}: every machine that reaches this one can ask. There is no encryption and no log-in;"
            " put a proxy before it that has them, and name with --allow-host under which name clients come.",
            err=True,
        )
        if not hosts:
            click.echo("Without --allow-host, requests under any name are answered.", err=True)


def _names(host: str, hosts: tuple[str, ...]) -> set[str] | None:
    """Return the names under which the service answers, none for any."""
    if not hosts and not _is_loopback(host):
        return None
    return {"localhost", "127.0.0.1", "[::1]", *hosts}


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
