"""The release notes: the section of the changelog, the checksum of the data, and the files with theirs."""

from __future__ import annotations

from importlib.metadata import version as installed
from pathlib import Path
from typing import NamedTuple

from releasing.project import section, source_date, version
from spineknowledge import KnowledgeBase
from spineknowledge.changes import GROUPS, diff


class Wanted(NamedTuple):
    """What the notes are about: the data of the release before, if any, and whether it is a draft."""

    since: Path | None = None
    draft: bool = False


def release_notes(wanted: Wanted, files: Path | None = None) -> str:
    """Return the notes of the version in pyproject.toml, as Markdown."""
    name = version()
    kb = KnowledgeBase.load()
    parts = [
        f"# SpineKnowledge {name}{' (draft)' if wanted.draft else ''}",
        "Information, not medical advice. Nothing in the data has been clinically reviewed.",
        section("Unreleased" if wanted.draft else name),
        f"## The data\n\nVersion {kb.version}, <https://w3id.org/spineknowledge/ontology/{kb.version}>. SHA-256 of its "
        f"canonical form (RDFC-1.0), which `kb.checksum` tells:\n\n`{kb.checksum}`",
    ]
    parts += [_changes(wanted.since)] if wanted.since else []
    parts += [_files(files)] if files else []
    return "\n\n".join(parts) + "\n"


def _changes(since: Path) -> str:
    found = diff(since)
    counts = ", ".join(f"{len(getattr(found, name))} {name}" for name in GROUPS)
    return f"Since {found.old.shown()}: {counts}. `spineknowledge diff OLD NEW` lists each with its values and reason."


def _files(folder: Path) -> str:
    lines = [line.split("  ", 1) for line in (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    table = "\n".join(f"| {name} | `{digest}` |" for digest, name in lines)
    how = (
        f"Built with hatchling {installed('hatchling')} and SOURCE_DATE_EPOCH={source_date()}. With that hatchling and "
        "the same zlib, `python -m releasing build` in a clean checkout gives the same bytes."
    )
    return f"## The files\n\n| file | SHA-256 |\n|---|---|\n{table}\n\n{how}"
