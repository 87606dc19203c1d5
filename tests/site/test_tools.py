"""What other people's checkers say: html-validate, Adobe's structured data validator, schema-dts with tsc."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

from site_cases import HERE, Files
from site_reading import linked_data, pages
from test_pages import EVERY_PAGE


def run(*command: str, folder: Path = HERE) -> subprocess.CompletedProcess[str]:
    path = f"{HERE / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_html_is_valid(node: str, site_folder: Path) -> None:
    names = [str(site_folder / name) for name in [*EVERY_PAGE, "index.html"]]
    done = run("html-validate", "--config", str(HERE / ".htmlvalidate.json"), *names)
    assert done.returncode == 0, done.stdout[-3000:]


def test_adobe_finds_nothing(node: str, reviewed_site: Files, tmp_path: Path) -> None:
    for name, text in pages(reviewed_site).items():
        (tmp_path / name.replace("/", "-")).write_text(text, encoding="utf-8")
    done = run(node, str(HERE / "adobe.mjs"), *map(str, sorted(tmp_path.iterdir())))
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["found"] == []
    assert report["items"] >= 2 * len(EVERY_PAGE)


def test_adobe_would_find_something(node: str, tmp_path: Path) -> None:
    wrong = '{"@context":"https://schema.org","@type":"MedicalTherapy","name":"a","stars":"5"}'
    (tmp_path / "wrong.html").write_text(
        f'<html><script type="application/ld+json">{wrong}</script></html>', encoding="utf-8"
    )
    done = run(node, str(HERE / "adobe.mjs"), str(tmp_path / "wrong.html"))
    assert "stars" in done.stdout


def test_types_of_schema_dts_fit(node: str, reviewed_site: Files) -> None:
    lines = ["import type { Graph } from 'schema-dts';"]
    for number, name in enumerate(EVERY_PAGE):
        lines.append(f"export const page{number}: Graph = {json.dumps(linked_data(reviewed_site[name]))};")
    file = HERE / "node_modules" / ".spineknowledge.ts"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("tsc", "--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig", str(file))
    assert done.returncode == 0, done.stdout[:3000]


def test_types_of_schema_dts_would_not_fit(node: str) -> None:
    file = HERE / "node_modules" / ".wrong.ts"
    wrong = '{"@context":"https://schema.org","@graph":[{"@type":"MedicalTherapy","stars":"5"}]}'
    file.write_text(
        f"import type {{ Graph }} from 'schema-dts';\nexport const page: Graph = {wrong};\n", encoding="utf-8"
    )
    assert run("tsc", "--noEmit", "--strict", "--skipLibCheck", "--ignoreConfig", str(file)).returncode != 0
