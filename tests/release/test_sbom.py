"""The bill of materials is valid CycloneDX and says what the wheel declares, no more and no less."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from releasing.building import sha256
from releasing.errors import ReleaseError
from releasing.sbom import bill_of
from spineknowledge import KnowledgeBase

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
VALIDATOR = JsonStrictValidator(SchemaVersion.V1_7)


def names(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(text).name) for text in requirements}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (path,) = out.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def bill(wheel: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bill_of(wheel))
    return found


def test_the_bill_fits_its_schema(wheel: Path) -> None:
    text = bill_of(wheel)
    assert VALIDATOR.validate_str(text) is None
    assert text == bill_of(wheel)


@pytest.mark.parametrize(("was", "now"), [
    ('"type": "library"', '"type": "libary"'),
    ('"isExternal": true', '"isExternal": false'),
    ('"alg": "SHA-256"', '"alg": "SHA256"'),
])  # fmt: skip
def test_the_schema_refuses_what_it_should(wheel: Path, was: str, now: str) -> None:
    text = bill_of(wheel)
    assert was in text
    assert VALIDATOR.validate_str(text.replace(was, now)) is not None


def test_the_bill_lists_what_is_declared(bill: dict[str, Any]) -> None:
    extras = PROJECT["optional-dependencies"]
    needed = names(PROJECT["dependencies"])
    optional = {name for extra, texts in extras.items() if extra != "test" for name in names(texts)} - needed
    parts = {part["name"]: part for part in bill["components"] if part["type"] == "library"}
    assert set(parts) == needed | optional
    assert {name for name, part in parts.items() if part["scope"] == "required"} == needed
    assert parts["rdflib"]["versionRange"] == "vers:pypi/>=7.1.1"
    assert all("version" not in part for part in parts.values())
    refs = {entry["ref"] for entry in bill["dependencies"]}
    assert refs == {part["bom-ref"] for part in (*bill["components"], bill["metadata"]["component"])}


def test_the_bill_names_the_wheel_and_its_data(bill: dict[str, Any], wheel: Path, kb: KnowledgeBase) -> None:
    package = bill["metadata"]["component"]
    assert (package["version"], package["hashes"][0]["content"]) == (PROJECT["version"], sha256(wheel))
    assert package["licenses"] == [{"expression": PROJECT["license"]}]
    (data,) = (part for part in bill["components"] if part["type"] == "data")
    assert data["hashes"][0]["content"] == kb.checksum


def test_ranges_extras_and_markers(tmp_path: Path) -> None:
    path = tmp_path / "invented-1-py3-none-any.whl"
    metadata = (
        "Metadata-Version: 2.4\nName: invented\nVersion: 1\nSummary: Invented.\nLicense-Expression: MIT\n"
        "Requires-Dist: Some.Thing<3,>=2.3\nRequires-Dist: plain\n"
        'Requires-Dist: plain>=1; extra == "more"\nRequires-Dist: only-tests; extra == "test"\n'
        "Requires-Dist: pinned==1.0; (sys_platform != 'win32') and extra == 'more'\n"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("invented-1.dist-info/METADATA", metadata)
        archive.writestr("spineknowledge/ontology/a.ttl", "<urn:a> <urn:b> <urn:c> .")
    text = bill_of(path)
    assert VALIDATOR.validate_str(text) is None
    found = {part["name"]: part for part in json.loads(text)["components"]}
    assert set(found) == {"spineknowledge-data", "some-thing", "plain", "pinned"}
    assert found["some-thing"]["versionRange"] == "vers:pypi/>=2.3|<3"
    assert (found["plain"]["scope"], found["pinned"]["scope"]) == ("required", "optional")
    assert found["pinned"]["versionRange"] == "vers:pypi/1.0"
    assert [item["value"] for item in found["plain"]["properties"]] == ["plain", 'plain>=1; extra == "more"']


@pytest.mark.parametrize("limit", ["~=1.2", "==1.*", "===1"])
def test_a_limit_without_a_range_is_refused(tmp_path: Path, limit: str) -> None:
    path = tmp_path / "invented-1-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("invented-1.dist-info/METADATA", f"Name: invented\nVersion: 1\nRequires-Dist: a{limit}\n")
    with pytest.raises(ReleaseError, match="has no vers range; write it with >= and <"):
        bill_of(path)
