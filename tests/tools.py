"""The programs and npm packages that some tests need."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

NODE_FOLDER = Path(__file__).parent / "site"
"""Where the npm packages are, and the script that looks at pages in a browser."""


def tool(program: str, *packages: str) -> str:
    """Return the path of a program; without it or the packages a test skips, and fails in CI."""
    found = shutil.which(program)
    lacking = [name for name in packages if not (NODE_FOLDER / "node_modules" / name).is_dir()]
    if found and (shutil.which("node") or not packages) and not lacking:
        return found
    reason = f"{program if not found else 'npm packages ' + ', '.join(lacking)} not installed; .ci/run installs all"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
