"""The programs and npm packages that some tests need."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

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


def in_browser(browser: str, folder: Path, names: list[str], mode: str = "audit") -> dict[str, Any]:
    """Return what a browser says of built pages: axe-core, scrolling, focus and requests."""
    done = subprocess.run(
        ["node", str(NODE_FOLDER / "check.mjs"), browser, str(folder), mode, *names],
        cwd=NODE_FOLDER,
        capture_output=True,
        text=True,
        check=False,
        timeout=480,
    )
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report
