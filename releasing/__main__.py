"""Release work by one command each: `python -m releasing build`, `notes`, `tutorial`, `alignments`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from releasing import building, notes, tutorial
from releasing.errors import ReleaseError
from releasing.project import ROOT
from spineknowledge import SpineKnowledgeError
from spineknowledge.authoring.alignments import write_alignments


def main() -> int:
    """Run one piece of release work; an error is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m releasing", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="build twice, compare, check, and write everything that is published")
    build.add_argument("--out", type=Path, default=Path("dist"), help="the folder to write into (default: dist)")
    text = commands.add_parser("notes", help="print the release notes")
    text.add_argument("--files", type=Path, help="the folder that build wrote, to list its files")
    for command in (build, text):
        command.add_argument(
            "--since", type=Path, metavar="OLD", help="the data of the release before, to count changes"
        )
        command.add_argument("--draft", action="store_true", help="take the Unreleased section of the changelog")
    example = commands.add_parser("tutorial", help="run examples/tutorial.ipynb and write its outputs into it")
    mapped = commands.add_parser("alignments", help="make ontology/alignments anew from the table of mappings")
    for command in (example, mapped):
        command.add_argument("--check", action="store_true", help="write nothing; exit code 1 where files differ")
    return _run(parser.parse_args())


def _run(chosen: argparse.Namespace) -> int:
    try:
        if chosen.command == "build":
            print(building.build(chosen.out, notes.Wanted(chosen.since, chosen.draft)))
        elif chosen.command == "notes":
            print(notes.release_notes(notes.Wanted(chosen.since, chosen.draft), chosen.files), end="")
        elif chosen.command == "tutorial":
            print(tutorial.refresh(check=chosen.check))
        else:
            return _align(chosen.check)
    except (ReleaseError, SpineKnowledgeError, OSError) as error:
        print(f"releasing: {error}", file=sys.stderr)
        return 1
    return 0


def _align(check: bool) -> int:
    differed = write_alignments(ROOT / "ontology", check=check)
    print("\n".join(differed) or "nothing to write")
    return 1 if check and differed else 0


if __name__ == "__main__":
    sys.exit(main())
