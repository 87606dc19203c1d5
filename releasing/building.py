"""Wheel and sdist, built twice from copies in different folders: they are the same bytes, or there is no release."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from releasing import notes, sbom
from releasing.data_files import write_data_files
from releasing.errors import ReleaseError
from releasing.project import ROOT, source_date

_PASSED_ON = ("PATH", "HOME", "LANG", "VIRTUAL_ENV", "TMPDIR", "SYSTEMROOT")


def build(out: Path, wanted: notes.Wanted) -> str:
    """Write wheel, sdist, SHA256SUMS, bill of materials and notes into ``out``; say what was written."""
    with tempfile.TemporaryDirectory() as folder:
        first, second = (built_from_copy(ROOT, Path(folder) / name) for name in ("one", "another folder"))
        compared = same_hashes(first, second)
        check_descriptions(first)
        out.mkdir(parents=True, exist_ok=True)
        files = [Path(shutil.copy(path, out / path.name)) for path in sorted(first.iterdir())]
    (wheel,) = (path for path in files if path.suffix == ".whl")
    bill = out / f"{wheel.name.removesuffix('-py3-none-any.whl')}.cdx.json"
    bill.write_text(sbom.bill_of(wheel), encoding="utf-8")
    published = sorted([*files, bill, *write_data_files(out)])
    sums = "".join(f"{sha256(path)}  {path.name}\n" for path in published)
    (out / "SHA256SUMS").write_text(sums, encoding="utf-8")
    (out / "RELEASE_NOTES.md").write_text(notes.release_notes(wanted, out), encoding="utf-8")
    names = ", ".join(path.name for path in published)
    return f"{compared}\ntwine check --strict: passed\nWrote {names}, SHA256SUMS and RELEASE_NOTES.md to {out}"


def built_from_copy(root: Path, folder: Path, **environment: str) -> Path:
    """Copy a checkout into ``folder``, build there, and return the folder of wheel and sdist.

    The copy leaves out what .gitignore names. The date comes from the changelog and from nowhere else.
    """
    names = (root / ".gitignore").read_text(encoding="utf-8").splitlines()
    ignored = shutil.ignore_patterns(".git", *(name.rstrip("/") for name in names))
    shutil.copytree(root, folder / "copy", ignore=ignored)
    kept = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    settings = {**kept, **environment, "SOURCE_DATE_EPOCH": str(source_date(root))}
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder / "built"), str(folder / "copy")]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ReleaseError(f"the build failed: {' '.join((done.stdout + done.stderr).split())[-600:]}")
    return folder / "built"


def same_hashes(first: Path, second: Path) -> str:
    """Return the SHA-256 of each file of two builds, line by line; any difference is an error."""
    hashes = [{path.name: sha256(path) for path in sorted(folder.iterdir())} for folder in (first, second)]
    differing = sorted(
        name for name in hashes[0].keys() | hashes[1].keys() if hashes[0].get(name) != hashes[1].get(name)
    )
    if differing:
        raise ReleaseError(f"two builds differ in {', '.join(differing)}")
    return "\n".join(
        f"{digest}  {name}\n{hashes[1][name]}  {name} (second build)" for name, digest in hashes[0].items()
    )


def check_descriptions(folder: Path) -> None:
    """Let twine check that the package index will take and show the files; a warning is an error."""
    files = [str(path) for path in sorted(folder.iterdir())]
    done = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", *files], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise ReleaseError(f"twine check --strict: {' '.join((done.stdout + done.stderr).split())}")


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
