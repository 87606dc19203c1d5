"""The tutorial notebook: the outputs in the repository are those of a fresh run."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import nbformat

from releasing.errors import ReleaseError
from releasing.project import ROOT

NOTEBOOK = ROOT / "examples" / "tutorial.ipynb"
_METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_SECONDS = 120


def refresh(check: bool, path: Path = NOTEBOOK) -> str:
    """Run the notebook; write its outputs into it, or only compare them and raise where they differ."""
    old = nbformat.read(path, as_version=4)
    new = executed(old)
    differing = list(differences(old, new))
    if not differing:
        return f"{path.name} is as a fresh run leaves it"
    if check:
        told = ", ".join(map(str, differing))
        raise ReleaseError(f"{path.name}: the outputs of cell {told} are stale; run `python -m releasing tutorial`")
    path.write_text(nbformat.writes(new) + "\n", encoding="utf-8")
    return f"Wrote the outputs of {path.name}"


def executed(notebook: Any) -> Any:
    """Return a copy of a notebook with the outputs of a fresh run, without times and names of machines."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from traitlets.config import Config

    copy = nbformat.from_dict(notebook)
    with tempfile.TemporaryDirectory() as folder:
        here = {"IPYTHONDIR": folder, "JUPYTER_RUNTIME_DIR": folder, "MPLCONFIGDIR": folder}
        sockets = {"transport": "ipc", "connection_file": str(Path(folder) / "kernel.json")}
        client = NotebookClient(
            copy, kernel_name="python3", timeout=_SECONDS, record_timing=False, config=Config(KernelManager=sockets)
        )
        try:
            client.execute(cwd=folder, env={**os.environ, **here})
        except CellExecutionError as error:
            raise ReleaseError(f"a cell of the notebook fails: {' '.join(str(error).split())[-300:]}") from error
    copy.metadata = nbformat.from_dict(_METADATA)
    for cell in copy.cells:
        cell.metadata = nbformat.from_dict({})
    return copy


def differences(old: Any, new: Any) -> Iterator[int]:
    """Yield the number of every cell, from 1, whose outputs differ.

    Of a picture the words and numbers in it count: how its lines are written changes with the plotting library.
    """
    for number, (before, after) in enumerate(zip(old.cells, new.cells, strict=True), start=1):
        if _comparable(before) != _comparable(after):
            yield number


def _comparable(cell: Any) -> list[Any]:
    return [_shown(output) for output in cell.get("outputs", ())]


def _shown(output: Any) -> dict[str, Any]:
    plain = dict(output)
    data = dict(output.get("data", {}))
    if "image/svg+xml" in data:
        data["image/svg+xml"] = picture_words(data["image/svg+xml"])
    return plain | ({"data": data} if data else {})


def picture_words(svg: str) -> list[str]:
    """Return the texts of an SVG picture, its title and description included.

    >>> picture_words('<svg><title>A &lt; B</title><path d="M0 0"/><text x="1">0.62</text></svg>')
    ['A < B', '0.62']
    """
    return [unescape(text.strip()) for text in re.findall(r">([^<]+)<", svg) if text.strip()]
