"""What ships is what is in the checkout."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from email import message_from_string
from importlib.metadata import version
from pathlib import Path

import pytest

from spineknowledge import KnowledgeBase

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = folder.glob("*.whl")
    return zipfile.ZipFile(path)


@pytest.fixture(scope="module")
def names(wheel: zipfile.ZipFile) -> set[str]:
    return set(wheel.namelist())


@pytest.mark.parametrize(("folder", "ending", "inside"), [
    ("ontology", "ttl", "spineknowledge/ontology"),
    ("shapes", "ttl", "spineknowledge/shapes"),
    ("src/spineknowledge/queries", "rq", "spineknowledge/queries"),
    ("src/spineknowledge", "py", "spineknowledge"),
])  # fmt: skip
def test_every_file_of_the_checkout_is_in_the_wheel(names: set[str], folder: str, ending: str, inside: str) -> None:
    checked_out = {
        f"{inside}/{path.relative_to(ROOT / folder).as_posix()}" for path in (ROOT / folder).rglob(f"*.{ending}")
    }
    assert checked_out
    assert {name for name in names if name.startswith(f"{inside}/") and name.endswith(f".{ending}")} == checked_out


def test_data_folders_hold_no_code(names: set[str]) -> None:
    assert [name for name in names if re.match(r"spineknowledge/(ontology|shapes)/.*\.py", name)] == []


def test_the_licence_and_the_mark_of_types_are_in_the_wheel(names: set[str]) -> None:
    assert [name for name in names if name.endswith("dist-info/licenses/LICENSE")]
    assert "spineknowledge/py.typed" in names


def test_only_the_package_is_installed(names: set[str]) -> None:
    assert {name.split("/")[0] for name in names} == {
        "spineknowledge",
        f"spineknowledge-{PROJECT['version']}.dist-info",
    }


def test_the_metadata_name_the_licences_and_the_command(wheel: zipfile.ZipFile) -> None:
    info = f"spineknowledge-{PROJECT['version']}.dist-info"
    metadata = message_from_string(wheel.read(f"{info}/METADATA").decode())
    assert metadata["License-Expression"] == "Apache-2.0 AND CC-BY-4.0"
    assert "spineknowledge = spineknowledge.cli:main" in wheel.read(f"{info}/entry_points.txt").decode()


def test_there_is_one_version(kb: KnowledgeBase) -> None:
    assert kb.version == PROJECT["version"] == version("spineknowledge")
