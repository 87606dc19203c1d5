"""Where the examples are, and the review that some tests need."""

from __future__ import annotations

from pathlib import Path

HERE = Path(__file__).parent
EXAMPLE = HERE.parent.parent / "examples" / "clinic.toml"
REVIEW = """
[review]
reviewer = "Dr Ada Example"
credentials = "invented for a test"
date = 2026-01-31
next_due = 2027-01-31
"""
Files = dict[str, str]
