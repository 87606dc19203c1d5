"""Two builds are the same bytes, wherever and whenever they are made, and what is published fits together."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from releasing import building
from releasing.building import built_from_copy, same_hashes, sha256
from releasing.data_files import write_data_files
from releasing.errors import ReleaseError
from releasing.project import HATCHLING_EPOCH, section, source_date
from spineknowledge import KnowledgeBase
from spineknowledge.changes import diff
from spineknowledge.resources import folder

ROOT = Path(__file__).parents[2]
CHANGELOG = (
    "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- a\n\n## [0.1.0] - 2026-11-24\n\n- b\n\n## [0.0.1] - 2026-01-02\n"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two builds: one of the checkout, one of an aged copy of it, under another umask, time zone and language."""
    first = built_from_copy(ROOT, tmp_path_factory.mktemp("first"), TZ="UTC", LC_ALL="C")
    aged = tmp_path_factory.mktemp("aged copy") / "elsewhere"
    ignored = shutil.ignore_patterns(".git", ".venv", "node_modules", "__pycache__", "dist", ".*_cache")
    shutil.copytree(ROOT, aged, ignore=ignored)
    for path in (path for path in aged.rglob("*") if path.is_file()):
        os.utime(path, (978307200, 978307200))
        path.chmod(0o600)
    umask = os.umask(0o077)
    try:
        settings = {"TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "1", "PYTHONHASHSEED": "7"}
        second = built_from_copy(aged, tmp_path_factory.mktemp("second"), **settings)
    finally:
        os.umask(umask)
    return first, second


def test_two_builds_are_the_same_bytes(built: tuple[Path, Path]) -> None:
    told = same_hashes(*built)
    print(told)
    assert len(re.findall(r"^[0-9a-f]{64}  spineknowledge-", told, re.MULTILINE)) == 4
    assert [path.read_bytes() for path in sorted(built[0].iterdir())] == [
        path.read_bytes() for path in sorted(built[1].iterdir())
    ]


def test_the_package_index_would_take_them(built: tuple[Path, Path]) -> None:
    building.check_descriptions(built[0])


def test_a_description_that_cannot_be_shown_is_an_error(tmp_path: Path) -> None:
    info = "spineknowledge-0.1.0.dist-info"
    with zipfile.ZipFile(tmp_path / "spineknowledge-0.1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: spineknowledge\nVersion: 0.1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\n")
        wheel.writestr(f"{info}/RECORD", "")
    with pytest.raises(ReleaseError, match="twine check --strict"):
        building.check_descriptions(tmp_path)


def test_the_sdist_holds_all_that_a_release_is_made_and_tested_with(built: tuple[Path, Path]) -> None:
    (path,) = built[0].glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    tracked = ("docs", "examples", "ontology", "releasing", "shapes", "src", "tests")
    files = {
        file.relative_to(ROOT).as_posix()
        for part in tracked
        for file in (ROOT / part).rglob("*")
        if file.is_file() and not {"__pycache__", "node_modules"} & set(file.parts)
    }
    assert files - names == set()


def test_a_difference_of_one_byte_is_found(tmp_path: Path) -> None:
    for name, text in (("one", "a"), ("two", "b")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x.whl").write_text(text, encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"two builds differ in x\.whl"):
        same_hashes(tmp_path / "one", tmp_path / "two")


def test_a_build_that_fails_says_why(tmp_path: Path) -> None:
    (tmp_path / "bad").mkdir()
    build_system = '[build-system]\nrequires = []\nbuild-backend = "nothing"\n'
    project = f'[project]\nname = "x"\nversion = "1"\n{build_system}'
    (tmp_path / "bad" / "pyproject.toml").write_text(project, encoding="utf-8")
    (tmp_path / "bad" / ".gitignore").write_text("dist/\n", encoding="utf-8")
    (tmp_path / "bad" / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"the build failed: .*nothing"):
        built_from_copy(tmp_path / "bad", tmp_path / "work")


def test_the_date_of_the_files_is_that_of_the_release(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG.replace("0.1.0", "9.9.9"), encoding="utf-8")
    assert source_date(tmp_path) == HATCHLING_EPOCH
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    assert source_date(tmp_path) == 1795478400


def test_a_section_of_the_changelog_is_found_or_named(tmp_path: Path) -> None:
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    assert section("0.1.0", tmp_path) == "- b"
    assert section("Unreleased", tmp_path) == "### Added\n\n- a"
    with pytest.raises(ReleaseError, match=r"has no section \[2\.0\.0\]"):
        section("2.0.0", tmp_path)
    with pytest.raises(ReleaseError, match=r"section \[0\.0\.1\] of CHANGELOG.md is empty"):
        section("0.0.1", tmp_path)


def test_the_data_files_hold_the_data(tmp_path: Path, kb: KnowledgeBase) -> None:
    write_data_files(tmp_path)
    found = diff(tmp_path / "spineknowledge.ttl")
    assert found.same
    assert found.old.checksum == kb.checksum
    assert diff(folder("shapes"), tmp_path / "shapes.ttl").same
    assert {part["@id"] for part in json.loads((tmp_path / "shapes.jsonld").read_text(encoding="utf-8"))} >= {
        "https://w3id.org/spineknowledge/shapes#Finding"
    }


def test_everything_is_published_by_one_command(tmp_path: Path, kb: KnowledgeBase) -> None:
    command = [sys.executable, "-m", "releasing", "build", "--draft", "--out", str(tmp_path), "--since"]
    done = subprocess.run([*command, str(folder("ontology"))], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "twine check --strict: passed" in done.stdout
    lines = [line.split("  ") for line in (tmp_path / "SHA256SUMS").read_text(encoding="utf-8").splitlines()]
    assert {name for _, name in lines} | {"SHA256SUMS", "RELEASE_NOTES.md"} == {
        path.name for path in tmp_path.iterdir()
    }
    assert all(sha256(tmp_path / name) == digest for digest, name in lines)
    notes = (tmp_path / "RELEASE_NOTES.md").read_text(encoding="utf-8")
    assert all(f"| {name} | `{digest}` |" in notes for digest, name in lines)
    assert f"`{kb.checksum}`" in notes
    assert section("Unreleased") in notes
    assert "0 added, 0 changed, 0 retired, 0 removed" in notes


def test_an_error_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "releasing", "notes", "--draft", "--since", str(tmp_path / "absent")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "is no folder with Turtle files" in done.stderr
