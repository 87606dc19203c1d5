"""The commands for editors: check, format, import and export the data, and build stores of it."""

from __future__ import annotations

from pathlib import Path

import click

from spineknowledge.cli import output
from spineknowledge.cli.parts import cli, form, knowledge_base
from spineknowledge.errors import DataError
from spineknowledge.namespaces import slug_of
from spineknowledge.resources import package_text


@cli.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Let warnings fail as well.")
@click.option(
    "--against",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Check the files beside this knowledge base, which `spineknowledge build` wrote, not the packaged one.",
)
@form("text", "json")
def validate(files: tuple[Path, ...], strict: bool, against: Path | None, form: str) -> None:
    """Check files, or the packaged knowledge base, against shapes and rules; exit code 1 on a violation.

    \b
    Example: spineknowledge validate ontology/options/kyphoplasty.ttl
    """
    from spineknowledge.validation import validate as check

    if against and not files:
        raise click.UsageError("--against is what files are checked beside; name the files")
    report = check(files or None, strict=strict, against=against)
    click.echo(output.as_json(report.to_dict()) if form == "json" else report.as_text())
    if not report.conforms:
        raise click.exceptions.Exit(1)


@cli.command("format")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--check", is_flag=True, help="Change nothing; exit code 1 where a file would change.")
def format_(files: tuple[Path, ...], check: bool) -> None:
    """Rewrite Turtle files, or all of ontology/ and shapes/ below this folder, in canonical form.

    \b
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
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path), required=False)
@form("text", "json")
def diff(old: Path, new: Path | None, form: str) -> None:
    """Show what changed from the data OLD to NEW, or to the packaged data; exit code 0 with or without changes.

    Each is a folder of Turtle files, a checkout, a .ttl or .nt file, or a folder that `build` wrote. The exit
    code is 1 where one cannot be read.

    \b
    Example: spineknowledge diff ontology
    """
    from spineknowledge.changes import diff as changes

    found = changes(old, new)
    click.echo(output.as_json(found.to_dict()) if form == "json" else found.as_text(output.width()))


@cli.command()
@click.argument("path", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
def build(path: Path, files: tuple[Path, ...]) -> None:
    """Build an on-disk knowledge base at PATH from FILES, or from the packaged data.

    \b
    Example: spineknowledge build /tmp/spine-kb
    """
    from spineknowledge import disk, resources

    disk.build(path, files or resources.ontology_files())
    click.echo(f"Built {path}")


@cli.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default="ontology",
    show_default=True,
    help="The folder of Turtle files that takes the rows.",
)
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@form("text", "json")
def import_(files: tuple[Path, ...], into: Path, dry_run: bool, form: str) -> None:
    """Take the rows of spreadsheets (.csv, .xlsx) over into Turtle files; on any error nothing is written.

    \b
    Example: spineknowledge import findings.csv studies.csv --into ontology --dry-run
    """
    from spineknowledge.authoring.importing import import_files

    report = import_files(files, into, dry_run=dry_run)
    click.echo(output.as_json(report.to_dict()) if form == "json" else report.as_text())


@cli.command()
@click.argument("kind")
def template(kind: str) -> None:
    """Print an empty spreadsheet for rows of one KIND.

    KIND is one of studies, findings, assessments, steps, facts, guidelines and criteria.

    \b
    Example: spineknowledge template findings
    """
    from spineknowledge.authoring.templates import template as empty_table

    click.echo(empty_table(kind), nl=False)


@cli.command()
@form("ttl", "nt", "csv", "jsonld", "schemaorg", "json", "fhir")
@click.option("--id", "name", help="Export this thing alone: a slug, a prefixed name or an IRI.")
@click.option("--fhir-version", type=click.Choice(("R5", "R4B")), default="R5", show_default=True, help="For fhir.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Write into this folder.")
@click.pass_context
def export(context: click.Context, form: str, name: str | None, fhir_version: str, out: Path | None) -> None:
    """Export the data, to standard output or into a folder; csv makes one table a kind and needs --out.

    jsonld holds everything, schemaorg what search engines understand, json a tree for app developers,
    fhir a Bundle of Evidence, Citation, CodeSystem and ConceptMap.

    \b
    Example: spineknowledge export --format json --id kyphoplasty
    """
    if form == "csv":
        _export_tables(out)
        return
    kb = knowledge_base(context)
    if form in ("jsonld", "schemaorg", "json"):
        text = kb.to_jsonld(name, profile="native" if form == "jsonld" else form).rstrip("\n")
    elif form == "fhir":
        text = kb.to_fhir(name, version=fhir_version)
    else:
        text = output.graph_text(kb.ntriples(name), form)
    if out is None:
        click.echo(text)
        return
    ending = {"schemaorg": "schemaorg.jsonld", "fhir": f"fhir-{fhir_version.lower()}.json"}.get(form, form)
    _write(out / f"{slug_of(kb.explain(name).iri) if name else 'spineknowledge'}.{ending}", text)
    if form == "json":
        _write(out / "developer.schema.json", package_text("frames", "developer.schema.json").rstrip("\n"))


def _write(target: Path, text: str) -> None:
    from spineknowledge.files import write_file

    write_file(target, text + "\n")
    click.echo(f"Wrote {target}")


def _export_tables(out: Path | None) -> None:
    """Write the packaged data as tables, from the files, in which every number stands as printed."""
    from spineknowledge import resources
    from spineknowledge.authoring.exporting import export_tables
    from spineknowledge.authoring.turtle import read_turtle

    if out is None:
        raise click.UsageError("--format csv writes several files; name a folder with --out")
    triples = [triple for path in resources.ontology_files() for triple in read_turtle(path)]
    for kind in export_tables(triples, out):
        click.echo(f"Wrote {out / kind}.csv")
