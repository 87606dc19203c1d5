"""The commands that ask: each reads its arguments, asks the library and prints."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from spineknowledge.cli import output
from spineknowledge.cli.parts import cli, connected, form, knowledge_base, language, print_result, print_results
from spineknowledge.errors import QueryError
from spineknowledge.layout import text_table, wrap
from spineknowledge.model.comparison import OptionComparison
from spineknowledge.wording import LANGUAGES, say

_TIMEOUT = 60.0


@cli.command("list")
@click.argument(
    "what",
    type=click.Choice(["procedures", "options", "criteria", "sources", "questions"]),
    default="options",
)
@form("text", "json")
@language
@click.pass_context
def list_(context: click.Context, what: str, form: str, lang: str) -> None:
    """List procedures, options, criteria, sources or questions.

    \b
    Example: spineknowledge list criteria --lang es
    """
    kb = knowledge_base(context)
    if what == "questions":
        rows = [(query.name, query.question) for query in kb.questions()]
    elif what == "sources":
        rows = [(source.id, source.citation(lang)) for source in kb.sources()]
    else:
        rows = [(thing.id, thing.label.get(lang)) for thing in getattr(kb, what)()]
    if form == "json":
        click.echo(output.as_json([{"id": name, "label": label} for name, label in rows]))
    elif what in ("questions", "sources"):
        lines = [line for name, label in rows for line in wrap(f"{name}: {label}", output.width(), "", "    ")]
        click.echo("\n".join(lines))
    else:
        click.echo("\n".join(text_table(("id", "question" if what == "questions" else "name"), rows, output.width())))


@cli.command()
@click.argument("text")
@click.option("--lang", type=click.Choice(LANGUAGES), help="Search this language alone, and print labels in it.")
@click.option("--limit", type=click.IntRange(1), default=20, show_default=True, help="How many things to print.")
@form("text", "json")
@click.pass_context
def search(context: click.Context, text: str, lang: str | None, limit: int, form: str) -> None:
    """Find options, criteria, sources, devices and concepts by any part of a name or definition.

    \b
    Example: spineknowledge search "cement leak"
    """
    hits = knowledge_base(context).search(text, lang)
    shown, labels = hits[:limit], lang or LANGUAGES[0]
    if form == "json":
        told = {"total": len(hits), "hits": [hit.to_dict(labels) for hit in shown]}
        click.echo(output.as_json(told))
    else:
        lines = [hit.as_text(labels, output.width()) for hit in shown]
        more = [f"(+ {len(hits) - limit})"] if len(hits) > limit else []
        click.echo("\n".join([*lines, *more]) or say("nothing", labels))


@cli.command()
@click.argument("name")
@form("text", "json")
@language
@click.pass_context
def show(context: click.Context, name: str, form: str, lang: str) -> None:
    """Show what is recorded of an option.

    \b
    Example: spineknowledge show kyphoplasty
    """
    print_result(knowledge_base(context).option(name), form, lang)


@cli.command()
@click.argument("a")
@click.argument("b", required=False)
@form("text", "json")
@language
@click.pass_context
def steps(context: click.Context, a: str, b: str | None, form: str, lang: str) -> None:
    """Show the steps of option A, or those of A beside those of B.

    \b
    Example: spineknowledge steps kyphoplasty vertebroplasty
    """
    kb = knowledge_base(context)
    if b is not None:
        print_result(kb.diff_steps(a, b), form, lang)
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
@form("text", "json", "csv", "markdown")
@language
@click.pass_context
def compare(
    context: click.Context, a: str, b: str, criterion: str | None, indirect: bool, form: str, lang: str
) -> None:
    """Compare option A with option B.

    \b
    Example: spineknowledge compare kyphoplasty vertebroplasty --criterion cement-leakage-risk
    """
    kb = knowledge_base(context)
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
        print_result(comparison, form, lang)


def _detail(comparison: OptionComparison, lang: str) -> str:
    rows = comparison.rows or tuple(comparison[item.iri] for item in comparison.not_assessed)
    return "\n\n".join(row.as_text(lang, output.width()) for row in rows)


@cli.command()
@click.argument("question")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A parameter of the question.")
@form("text", "json", "csv")
@click.pass_context
def ask(context: click.Context, question: str, params: tuple[str, ...], form: str) -> None:
    """Ask a question of the catalog; `list questions` names them.

    \b
    Example: spineknowledge ask steps-of-a-procedure --param option=kyphoplasty
    """
    named = dict(_name_and_value(param) for param in params)
    table = knowledge_base(context).ask_question(question, **named)
    click.echo(output.as_json(table.to_dict()) if form == "json" else output.answer_text("select", table, form))


def _name_and_value(param: str) -> tuple[str, str]:
    name, equals, value = param.partition("=")
    if not equals:
        raise click.UsageError(f"--param takes NAME=VALUE, not {param!r}")
    return name, value


@cli.command()
@click.argument("sparql")
@form("table", "json", "csv", "ttl", "jsonld")
@click.option("--timeout", type=float, default=_TIMEOUT, show_default=True, help="Seconds after which to stop.")
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint and not the packaged data.")
@click.pass_context
def query(context: click.Context, sparql: str, form: str, timeout: float, endpoint: str | None) -> None:
    """Run a SPARQL query, given as text, as a .rq file, or as - for standard input.

    \b
    Example: spineknowledge query 'SELECT ?s { ?s a <https://w3id.org/spineknowledge/ontology#Procedure> }'
    """
    kb = connected(endpoint) if endpoint else knowledge_base(context)
    kind, answer = kb.query(_query_text(sparql), timeout)
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
@form("text", "json")
@language
@click.pass_context
def conflicts(context: click.Context, a: str | None, b: str | None, form: str, lang: str) -> None:
    """List where sources, numbers and answers contradict each other, for all options or for A and B.

    \b
    Example: spineknowledge conflicts kyphoplasty vertebroplasty
    """
    if a and not b:
        raise click.UsageError("conflicts takes two options or none")
    print_results(knowledge_base(context).conflicts(a, b), form, lang)


@cli.command()
@click.argument("a")
@click.argument("b")
@click.option("--criterion", help="Findings on this criterion alone.")
@form("text", "json")
@language
@click.pass_context
def findings(context: click.Context, a: str, b: str, criterion: str | None, form: str, lang: str) -> None:
    """List what single sources found on options A and B, with their numbers.

    \b
    Example: spineknowledge findings kyphoplasty vertebroplasty --criterion mortality
    """
    print_results(knowledge_base(context).findings(a, b, criterion), form, lang)


@cli.command()
@click.argument("a")
@click.argument("b")
@click.option("--criterion", help="The history of this criterion alone.")
@form("text", "json")
@language
@click.pass_context
def timeline(context: click.Context, a: str, b: str, criterion: str | None, form: str, lang: str) -> None:
    """Show year by year what was found on options A and B.

    \b
    Example: spineknowledge timeline kyphoplasty vertebroplasty --criterion cement-leakage-risk
    """
    print_results(knowledge_base(context).timeline(a, b, criterion), form, lang)


@cli.command()
@click.argument("name", required=False)
@form("text", "json")
@language
@click.pass_context
def sources(context: click.Context, name: str | None, form: str, lang: str) -> None:
    """List every source, or the one called NAME, with what rests on it.

    \b
    Example: spineknowledge sources dohm-2014
    """
    print_results(knowledge_base(context).source_uses(name), form, lang)


@cli.command()
@click.argument("option", required=False)
@form("text", "json")
@language
@click.pass_context
def guidelines(context: click.Context, option: str | None, form: str, lang: str) -> None:
    """List the positions of guideline bodies, on all options or on OPTION.

    \b
    Example: spineknowledge guidelines kyphoplasty
    """
    print_results(knowledge_base(context).guidelines(option), form, lang)


@cli.command()
@form("text", "json", "dot")
@language
@click.pass_context
def network(context: click.Context, form: str, lang: str) -> None:
    """Show which options are compared with which.

    \b
    Example: spineknowledge network --format dot
    """
    found = knowledge_base(context).network()
    if form == "dot":
        click.echo(found.to_dot(lang))
    else:
        print_result(found, form, lang)


@cli.command()
@click.argument("a")
@click.argument("b")
@click.option("--criterion", required=True, help="The criterion whose estimates are drawn.")
@click.option("--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The SVG file to write.")
@language
@click.pass_context
def plot(context: click.Context, a: str, b: str, criterion: str, out: Path, lang: str) -> None:
    """Draw the estimates of all findings on one criterion as a forest plot, in SVG.

    \b
    Example: spineknowledge plot kyphoplasty vertebroplasty --criterion pain-relief --out /tmp/pain.svg
    """
    from spineknowledge.files import write_file

    write_file(out, knowledge_base(context).relation(a, b, criterion).forest(lang))
    click.echo(f"Wrote {out}")


@cli.command()
@click.argument("name", metavar="IRI")
@form("text", "json")
@language
@click.pass_context
def explain(context: click.Context, name: str, form: str, lang: str) -> None:
    """Show the facts behind a thing or an answer, and how it was derived.

    \b
    Example: spineknowledge explain comparison:vertebroplasty-vs-kyphoplasty-procedure-cost
    """
    print_result(knowledge_base(context).explain(name), form, lang)
