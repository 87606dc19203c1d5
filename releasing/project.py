"""What the project says of itself: its version, its changelog, and the date that its files carry."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from releasing.errors import ReleaseError

ROOT = Path(__file__).parents[1]
HATCHLING_EPOCH = 1580601600
"""What hatchling takes where no date is given: 2020-02-02."""

_SECTION = re.compile(
    r"^## \[(?P<name>[^\]]+)\](?: - (?P<date>\d{4}-\d{2}-\d{2}))?\n(?P<text>.*?)(?=^## |\Z)", re.M | re.S
)


def version(root: Path = ROOT) -> str:
    """Return the version of the project."""
    return str(tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"])


def sections(root: Path = ROOT) -> dict[str, tuple[str | None, str]]:
    """Return name -> date and text of the sections of the changelog, the newest first."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    return {match["name"]: (match["date"], match["text"].strip()) for match in _SECTION.finditer(text)}


def section(name: str, root: Path = ROOT) -> str:
    """Return the text of one section of the changelog."""
    found = sections(root)
    if name not in found:
        raise ReleaseError(
            f"CHANGELOG.md has no section [{name}]; give [Unreleased] that name and a date, or use --draft"
        )
    if not found[name][1]:
        raise ReleaseError(f"the section [{name}] of CHANGELOG.md is empty; write what changed")
    return found[name][1]


def source_date(root: Path = ROOT) -> int:
    """Return the SOURCE_DATE_EPOCH of the files: midnight (UTC) of the release, before it hatchling's own date."""
    date = sections(root).get(version(root), (None, ""))[0]
    return int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp()) if date else HATCHLING_EPOCH
