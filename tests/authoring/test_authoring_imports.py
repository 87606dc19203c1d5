"""Importing the authoring modules loads nothing heavy."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import spineknowledge.authoring

MODULES = sorted(path.stem for path in Path(spineknowledge.authoring.__file__).parent.glob("[a-z]*.py"))


def test_importing_loads_neither_rdflib_nor_openpyxl() -> None:
    lines = [f"import spineknowledge.authoring.{module}" for module in MODULES]
    lines += ["import sys", "print(sorted({'rdflib', 'openpyxl', 'pyshacl'} & sys.modules.keys()))"]
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True, check=True)
    assert len(MODULES) > 15
    assert done.stdout == "[]\n"
