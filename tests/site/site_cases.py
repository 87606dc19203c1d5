"""Where the examples are, and the tools that some tests need."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

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


def tool(program: str, *packages: str) -> str:
    found = shutil.which(program)
    lacking = [name for name in packages if not (HERE / "node_modules" / name).is_dir()]
    if found and shutil.which("node") and not lacking:
        return found
    reason = f"{program if not found else 'npm packages ' + ', '.join(lacking)} not installed; .ci/run installs all"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
