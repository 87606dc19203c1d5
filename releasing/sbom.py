"""The bill of materials of a wheel in CycloneDX 1.7: its data, and what it declares to need.

A wheel names ranges and bundles nothing, so every dependency is external with its range; no version is
made up. Extras are optional; what only the tests need is left out.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import uuid
import zipfile
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from releasing.errors import ReleaseError
from spineknowledge.store import checksum, read_ntriples

_LEFT_OUT = "test"
_DATA = "spineknowledge-data"


def bill_of(wheel: Path) -> str:
    """Return the bill of materials as JSON, the same bytes for the same wheel."""
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    with zipfile.ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = message_from_bytes(archive.read(name))
        data = _data(archive, metadata["Version"])
    components = [data, *_dependencies(metadata)]
    package = _package(metadata, wheel.name, digest)
    bill = {
        "$schema": "http://cyclonedx.org/schema/bom-1.7.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.7",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'sha256:{digest}')}",
        "version": 1,
        "metadata": {"component": package},
        "components": components,
        "dependencies": [
            {"ref": package["bom-ref"], "dependsOn": [part["bom-ref"] for part in components]},
            *({"ref": part["bom-ref"]} for part in components),
        ],
    }
    return json.dumps(bill, indent=2) + "\n"


def _package(metadata: Message, file: str, digest: str) -> dict[str, Any]:
    name, version = metadata["Name"], metadata["Version"]
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}@{version}",
        "name": name,
        "version": version,
        "description": metadata["Summary"],
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": [{"expression": metadata["License-Expression"]}],
        "purl": f"pkg:pypi/{name}@{version}",
        "properties": [{"name": "spineknowledge:file", "value": file}],
    }


def _data(archive: zipfile.ZipFile, version: str) -> dict[str, Any]:
    """Return the Turtle in the wheel as a component; its hash is the checksum that the library tells."""
    with tempfile.TemporaryDirectory() as folder:
        names = [name for name in archive.namelist() if _is_data(name)]
        files = sorted(Path(archive.extract(name, folder)) for name in names)
        digest = checksum(read_ntriples(files))
    return {
        "type": "data",
        "bom-ref": f"{_DATA}@{version}",
        "name": _DATA,
        "version": version,
        "description": "The knowledge base, in Turtle; the hash is that of its canonical form (RDFC-1.0).",
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": [{"license": {"id": "CC-BY-4.0"}}],
    }


def _is_data(name: str) -> bool:
    return name.startswith("spineknowledge/ontology/") and name.endswith(".ttl") and "/alignments/" not in name


def _dependencies(metadata: Message) -> list[dict[str, Any]]:
    """Return what the wheel declares to need, each package once; one that is always needed is required."""
    found: dict[str, dict[str, Any]] = {}
    for text in metadata.get_all("Requires-Dist", []):
        requirement = Requirement(text)
        marker = str(requirement.marker or "")
        if f'extra == "{_LEFT_OUT}"' not in marker:
            part = _dependency(requirement, marker)
            known = found.setdefault(part["bom-ref"], part)
            known["scope"] = min(known["scope"], part["scope"], key=("required", "optional").index)
            known["properties"] += [] if known is part else part["properties"]
    return [found[ref] for ref in sorted(found)]


def _dependency(requirement: Requirement, marker: str) -> dict[str, Any]:
    name = canonicalize_name(requirement.name)
    ranges = {"versionRange": f"vers:pypi/{_limits(requirement)}"} if requirement.specifier else {}
    return {
        "type": "library",
        "bom-ref": f"pkg:pypi/{name}",
        "name": name,
        **ranges,
        "isExternal": True,
        "scope": "optional" if "extra ==" in marker else "required",
        "purl": f"pkg:pypi/{name}",
        "properties": [{"name": "spineknowledge:declared", "value": str(requirement)}],
    }


def _limits(requirement: Requirement) -> str:
    """Return the limits of a requirement as a vers range has them: from low to high, an exact version bare."""
    for limit in requirement.specifier:
        if limit.operator not in (">=", ">", "<=", "<", "!=", "==") or limit.version.endswith("*"):
            raise ReleaseError(f"{requirement} has no vers range; write it with >= and <")
    limits = sorted(requirement.specifier, key=lambda limit: Version(limit.version))
    return "|".join(str(limit).removeprefix("==") for limit in limits)
