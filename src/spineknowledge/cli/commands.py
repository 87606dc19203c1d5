"""The commands: each reads its arguments, asks the library and prints."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import click

from spineknowledge.cli import output
from spineknowledge.cli.packaged import Packaged
from spineknowledge.errors import DataError, QueryError, SpineKnowledgeError
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.layout import text_table
from spineknowledge.model.base import Result
from spineknowledge.model.comparison import OptionComparison
from spineknowledge.namespaces import slug_of
from spineknowledge.wording import LANGUAGES, say

_F = TypeVar("_F", bound=Callable[..., Any])
_TIMEOUT = 60.0


def run(packaged: Packaged) -> None:
    """Run the command line; an error of the library is one line on stderr and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        cli(obj=packaged, standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
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


def _form(*choices: str) -> Callable[[_F], _F]:
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="Output format.",
    )


_language = click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the texts."
)


def _print_result(result: Result, form: str, lang: str = "en") -> None:
    as_json = form == "json"
    click.echo(output.as_json(result.to_dict(lang)) if as_json else result.as_text(lang, output.width()))


def _print_results(results: Iterable[Result], form: str, lang: str = "en") -> None:
    if form == "json":
        click.echo(output.as_json([result.to_dict(lang) for result in results]))
    else:
        texts = [result.as_text(lang, output.width()) for result in results]
        click.echo("\n\n".join(texts) or say("nothing", lang))


def _kb(context: click.Context) -> KnowledgeBase:
    packaged: Packaged = context.find_root().obj
    return packaged.get()


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="spineknowledge")
def cli() -> None:
    """Ask what is known about spine procedures, how surely, and who says so.

    Information, not medical advice.
    """


@cli.command("list")
@click.argument(
    "what",
    type=click.Choice(["procedures", "options", "criteria", "sources", "questions"]),
    default="options",
)
@_form("text", "json")
@_language
@click.pass_context
def list_(context: click.Context, what: str, form: str, lang: str) -> None:
    """List procedures, options, criteria, sources or questions.

    Example: spineknowledge list criteria --lang es
    """
    kb = _kb(context)
    if what == "questions":
        rows = [(query.name, query.question) for query in kb.questions()]
    elif what == "sources":
        rows = [(source.id, source.citation(lang)) for source in kb.sources()]
    else:
        rows = [(thing.id, thing.label.get(lang)) for thing in getattr(kb, what)()]
    if form == "json":
        click.echo(output.as_json([{"id": name, "label": label} for name, label in rows]))
    else:
        click.echo(
            "\n".join(text_table(("id", "question" if what == "questions" else "name"), rows, output.width()))
        )


@cli.command()
@click.argument("name")
@_form("text", "json")
@_language
@click.pass_context
def show(context: click.Context, name: str, form: str, lang: str) -> None:
    """Show what is recorded of an option.

    Example: spineknowledge show kyphoplasty
    """
    _print_result(_kb(context).option(name), form, lang)


@cli.command()
@click.argument("a")
@click.argument("b", required=False)
@_form("text", "json")
@_language
@click.pass_context
def steps(context: click.Context, a: str, b: str | None, form: str, lang: str) -> None:
    """Show the steps of option A, or those of A beside those of B.

    Example: spineknowledge steps kyphoplasty vertebroplasty
    """
    kb = _kb(context)
    if b is not None:
        _print_result(kb.diff_steps(a, b), form, lang)
    elif form == "json":
        click.echo(output.as_json([step.to_dict(lang) for step in kb.steps(a)]))
    else:
        lines = [line for step in kb.steps(a) for line in step.lines(lang, output.width())]
        click.echo("\n".join(lines) or f"No steps of {a} are described.")


@cli.command()
@click.argument("a")
@click.argument("b")
@click.option("--criterion", help="Answer on this criterion alone.")
@click.option("--indirect", is_flag=True, help="Add answers that follow through a third option.")
@_form("text", "json", "csv", "markdown")
@_language
@click.pass_context
def compare(
    context: click.Context, a: str, b: str, criterion: str | None, indirect: bool, form: str, lang: str
) -> None:
    """Compare option A with option B.

    Example: spineknowledge compare kyphoplasty vertebroplasty --criterion cement-leakage-risk
    """
    kb = _kb(context)
    comparison = kb.compare(a, b, indirect=indirect)
    if criterion:
        comparison = comparison.narrowed(kb.criterion(criterion))
    if form == "csv":
        rows = [row.to_row(lang) for row in comparison.rows]
        click.echo(output.as_csv(list(rows[0]) if rows else [], [list(row.values()) for row in rows]))
    elif form == "markdown":
        click.echo(output.as_markdown(*comparison.table(lang)))
    elif form == "text" and criterion:
        click.echo(_detail(comparison, lang))
    else:
        _print_result(comparison, form, lang)


def _detail(comparison: OptionComparison, lang: str) -> str:
    rows = comparison.rows or tuple(comparison[item.iri] for item in comparison.not_assessed)
    return "\n\n".join(row.as_text(lang, output.width()) for row in rows)


@cli.command()
@click.argument("question")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of the question.")
@_form("text", "json", "csv")
@click.pass_context
def ask(context: click.Context, question: str, params: tuple[str, ...], form: str) -> None:
    """Ask a question of the catalog; `list questions` names them.

    Example: spineknowledge ask steps-of-an-option --param option=kyphoplasty
    """
    named = dict(_name_and_value(param) for param in params)
    table = _kb(context).ask_question(question, **named)
    click.echo(
        output.as_json(table.to_dict()) if form == "json" else output.answer_text("select", table, form)
    )


def _name_and_value(param: str) -> tuple[str, str]:
    name, equals, value = param.partition("=")
    if not equals:
        raise click.UsageError(f"--param takes NAME=VALUE, not {param!r}")
    return name, value


@cli.command()
@click.argument("sparql")
@_form("table", "json", "csv", "ttl", "jsonld")
@click.option(
    "--timeout", type=float, default=_TIMEOUT, show_default=True, help="Seconds after which to stop."
)
@click.pass_context
def query(context: click.Context, sparql: str, form: str, timeout: float) -> None:
    """Run a SPARQL query, given as text, as a .rq file, or as - for standard input.

    Example: spineknowledge query 'SELECT ?s { ?s a <https://w3id.org/spineknowledge/ontology#Procedure> }'
    """
    kind, answer = _kb(context).query(_query_text(sparql), timeout)
    click.echo(output.answer_text(kind, answer, form))


def _query_text(sparql: str) -> str:
    try:
        if sparql == "-":
            return sys.stdin.read()
        return Path(sparql).read_text(encoding="utf-8") if sparql.endswith(".rq") else sparql
    except UnicodeDecodeError as error:
        raise QueryError(f"the query is not in UTF-8: {error}") from error


@cli.command()
@click.argument("a", required=False)
@click.argument("b", required=False)
@_form("text", "json")
@_language
@click.pass_context
def conflicts(context: click.Context, a: str | None, b: str | None, form: str, lang: str) -> None:
    """List where sources, numbers and answers contradict each other, for all options or for A and B.

    Example: spineknowledge conflicts kyphoplasty vertebroplasty
    """
    if a and not b:
        raise click.UsageError("conflicts takes two options or none")
    _print_results(_kb(context).conflicts(a, b), form, lang)


@cli.command()
@click.argument("a")
@click.argument("b")
@click.option("--criterion", help="Findings on this criterion alone.")
@_form("text", "json")
@_language
@click.pass_context
def findings(context: click.Context, a: str, b: str, criterion: str | None, form: str, lang: str) -> None:
    """List what single sources found on options A and B, with their numbers.

    Example: spineknowledge findings kyphoplasty vertebroplasty --criterion mortality
    """
    _print_results(_kb(context).findings(a, b, criterion), form, lang)


@cli.command()
@click.argument("a")
@click.argument("b")
@click.option("--criterion", help="The history of this criterion alone.")
@_form("text", "json")
@_language
@click.pass_context
def timeline(context: click.Context, a: str, b: str, criterion: str | None, form: str, lang: str) -> None:
    """Show year by year what was found on options A and B.

    Example: spineknowledge timeline kyphoplasty vertebroplasty --criterion cement-leakage-risk
    """
    _print_results(_kb(context).timeline(a, b, criterion), form, lang)


@cli.command()
@click.argument("name", required=False)
@_form("text", "json")
@_language
@click.pass_context
def sources(context: click.Context, name: str | None, form: str, lang: str) -> None:
    """List every source, or the one called NAME, with what rests on it.

    Example: spineknowledge sources dohm-2014
    """
    _print_results(_kb(context).source_uses(name), form, lang)


@cli.command()
@click.argument("option", required=False)
@_form("text", "json")
@_language
@click.pass_context
def guidelines(context: click.Context, option: str | None, form: str, lang: str) -> None:
    """List the positions of guideline bodies, on all options or on OPTION.

    Example: spineknowledge guidelines kyphoplasty
    """
    _print_results(_kb(context).guidelines(option), form, lang)


@cli.command()
@_form("text", "json", "dot")
@_language
@click.pass_context
def network(context: click.Context, form: str, lang: str) -> None:
    """Show which options are compared with which.

    Example: spineknowledge network --format dot
    """
    found = _kb(context).network()
    if form == "dot":
        click.echo(found.to_dot(lang))
    else:
        _print_result(found, form, lang)


@cli.command()
@click.argument("name", metavar="IRI")
@_form("text", "json")
@_language
@click.pass_context
def explain(context: click.Context, name: str, form: str, lang: str) -> None:
    """Show the facts behind a thing or an answer, and how it was derived.

    Example: spineknowledge explain comparison:vertebroplasty-vs-kyphoplasty-procedure-cost
    """
    _print_result(_kb(context).explain(name), form, lang)


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Let warnings fail as well.")
@_form("text", "json")
def validate(files: tuple[Path, ...], strict: bool, form: str) -> None:
    """Check files, or the packaged knowledge base, against shapes and rules; exit code 1 on a violation.

    Example: spineknowledge validate ontology/options/kyphoplasty.ttl
    """
    from spineknowledge.validation import validate as check

    report = check(files or None, strict=strict)
    click.echo(output.as_json(report.to_dict()) if form == "json" else report.as_text())
    if not report.conforms:
        raise click.exceptions.Exit(1)


@cli.command("format")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 where a file would change.")
def format_(files: tuple[Path, ...], check: bool) -> None:
    """Rewrite Turtle files, or all of ontology/ and shapes/ below this folder, in canonical form.

    Example: spineknowledge format --check
    """
    from spineknowledge.authoring.turtle import format_file

    chosen = files or tuple(path for path in (Path("ontology"), Path("shapes")) if path.is_dir())
    turtle = [path for root in chosen for path in (sorted(root.rglob("*.ttl")) if root.is_dir() else [root])]
    if not turtle:
        raise DataError("there is no Turtle file to format here; name files or folders")
    changed = [path for path in turtle if format_file(path, check=check)]
    for path in changed:
        click.echo(f"{'would change' if check else 'changed'}: {path}")
    click.echo(f"{len(changed)} of {len(turtle)} files {'differ' if check else 'changed'}")
    if check and changed:
        raise click.exceptions.Exit(1)


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def build(path: Path, files: tuple[Path, ...]) -> None:
    """Build an on-disk knowledge base at PATH from FILES, or from the packaged data.

    Example: spineknowledge build /tmp/spine-kb
    """
    from spineknowledge import disk, resources

    disk.build(path, files or resources.ontology_files())
    click.echo(f"Built {path}")


@cli.command()
@_form("ttl", "nt")
@click.option("--id", "name", help="Export this thing alone: a slug, a prefixed name or an IRI.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write into this folder.")
@click.pass_context
def export(context: click.Context, form: str, name: str | None, out: Path | None) -> None:
    """Export the data, to standard output or into a folder.

    Example: spineknowledge export --format nt --out /tmp/spine
    """
    kb = _kb(context)
    text = output.graph_text(kb.ntriples(name), form)
    if out is None:
        click.echo(text)
        return
    from spineknowledge.authoring.turtle import write_file

    target = out / f"{slug_of(kb.explain(name).iri) if name else 'spineknowledge'}.{form}"
    write_file(target, text + "\n")
    click.echo(f"Wrote {target}")
