"""Building and checking: the same bytes each time, nothing from outside, nothing lost, drift is named."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from site_cases import EXAMPLE, Files
from site_reading import pages, visible

from spineknowledge import DataError, KnowledgeBase, UnknownTermError
from spineknowledge.export.site.build import build, check, site_files
from spineknowledge.export.site.config import SiteConfig

CLI = Path(sys.executable).parent / "spineknowledge"
HASHES = "import hashlib,sys;from pathlib import Path;from spineknowledge import KnowledgeBase as K;"
HASHES += "from spineknowledge.export.site.build import site_files as s;"
HASHES += "from spineknowledge.export.site.config import SiteConfig as C;"
HASHES += "f=s(K.load(),C.read(Path(sys.argv[1])));print(hashlib.sha256(repr(f).encode()).hexdigest())"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(CLI), *arguments], capture_output=True, text=True, check=False, timeout=60)


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    seen = {
        subprocess.run(
            [sys.executable, "-c", HASHES, str(EXAMPLE)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("0", "1", "4711")
    }
    assert len(seen) == 1


def test_no_socket_is_opened(kb: KnowledgeBase, config: SiteConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    assert site_files(kb, config, ["en"])


def test_both_languages_have_the_same_pages(site: Files) -> None:
    names = {lang: {name[3:] for name in pages(site) if name.startswith(lang)} for lang in ("en", "es")}
    assert names["en"] == names["es"]
    assert len(names["en"]) == 9


def test_a_page_weighs_less_than_100_kb(site: Files) -> None:
    style = len(site["assets/site.css"].encode())
    weights = {name: len(text.encode()) + style for name, text in pages(site).items()}
    assert max(weights.values()) < 100_000, weights


def test_each_page_has_its_linked_data_and_a_snippet(site: Files) -> None:
    for name, text in pages(site).items():
        lang, _, page = name.removesuffix(".html").partition("/")
        assert site[f"snippets/{lang}/{page}.html"].strip() in text
        data = json.loads(site[f"{lang}/{page}.jsonld"])
        assert f'<script type="application/ld+json">{_minified(data)}</script>' in text


def _minified(data: object) -> str:
    from spineknowledge.export.schemaorg import text

    return text(data, indent=None)


def test_the_api_is_what_the_command_line_prints(site: Files) -> None:
    printed = run("compare", "kyphoplasty", "vertebroplasty", "--format", "json")
    assert json.loads(site["api/compare/kyphoplasty-vs-vertebroplasty.json"]) == json.loads(printed.stdout)


def test_the_index_lists_every_file(site: Files) -> None:
    index = json.loads(site["index.json"])
    assert index["files"] == sorted(site)
    assert {page["path"] for page in index["pages"]} == set(pages(site))


def test_the_site_map_needs_an_address(site: Files, reviewed_site: Files) -> None:
    assert "sitemap.xml" not in site
    places = [place.text for place in ElementTree.fromstring(reviewed_site["sitemap.xml"]).iter() if place.text]
    assert "https://clinic.example.org/spine/en/kyphoplasty-vs-vertebroplasty.html" in places


def test_build_and_check_by_command(tmp_path: Path) -> None:
    out = tmp_path / "site"
    options = ("--config", str(EXAMPLE), "--out", str(out))
    built = run("site", "build", *options)
    assert built.returncode == 0
    assert "clinic.url is not given" in built.stderr
    assert run("site", "check", *options).returncode == 0
    (out / "en/glossary.html").write_text("changed", encoding="utf-8")
    (out / "es/glossary.html").unlink()
    (out / "extra.txt").write_text("more", encoding="utf-8")
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    drift = run("site", "check", *options)
    assert drift.returncode == 1
    assert drift.stdout.splitlines() == ["stale: en/glossary.html", "missing: es/glossary.html", "surplus: extra.txt"]
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before
    error = run("site", "check", "--config", str(EXAMPLE), "--out", str(tmp_path / "nowhere"))
    assert error.returncode == 2
    assert "is no folder" in error.stderr


def test_building_again_mends_and_keeps_what_is_not_ours(kb: KnowledgeBase, config: SiteConfig, tmp_path: Path) -> None:
    build(kb, config, tmp_path, ["en", "es"])
    (tmp_path / "robots.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "en/index.html").write_text("changed", encoding="utf-8")
    build(kb, config, tmp_path, ["en"])
    assert (tmp_path / "robots.txt").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "es/index.html").exists()
    drift = check(kb, config, tmp_path, ["en"])
    assert (drift.stale, drift.missing, drift.surplus) == ((), (), ("robots.txt",))


def test_a_folder_of_other_things_is_refused(kb: KnowledgeBase, config: SiteConfig, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(DataError, match="no website built here"):
        build(kb, config, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_an_unknown_language_is_refused(kb: KnowledgeBase, config: SiteConfig) -> None:
    with pytest.raises(DataError, match="languages are en and es"):
        site_files(kb, config, ["fr"])


def test_a_fragment_carries_its_own_style(site: Files) -> None:
    printed = run("site", "fragment", "kyphoplasty", "vertebroplasty", "--config", str(EXAMPLE), "--lang", "es")
    assert printed.returncode == 0
    assert printed.stdout.startswith('<div class="spineknowledge" lang="es">')
    assert "Información, no consejo médico." in printed.stdout
    style = printed.stdout.partition("<style>")[2].partition("</style>")[0]
    rules = [rule for rule in style.replace("}", "}\n").splitlines() if "{" in rule]
    assert all(rule.startswith((".spineknowledge", "@media")) for rule in rules)
    assert "<script" not in printed.stdout and "http" not in printed.stdout.partition("</style>")[2]


def test_a_preview_serves_this_machine_alone(site_folder: Path) -> None:
    import threading
    from urllib.request import urlopen

    from spineknowledge.export.site.preview import server

    with server(site_folder) as running:
        host, port = running.server_address[:2]
        threading.Thread(target=running.serve_forever, daemon=True).start()
        with urlopen(f"http://127.0.0.1:{port}/en/index.html", timeout=10) as answer:
            page = answer.read().decode()
        running.shutdown()
    assert host == "127.0.0.1"
    assert "<h1>" in page


def test_the_entrance_names_both_languages(site: Files) -> None:
    page = site["index.html"]
    assert 'href="en/index.html"' in page and 'href="es/index.html"' in page
    assert "Information, not medical advice." in page and "Información, no consejo médico." in page


def test_any_pair_that_a_patient_can_choose_between_gets_pages(kb: KnowledgeBase, config: SiteConfig) -> None:
    pairs = (
        ("vertebroplasty", "kyphoplasty"),
        ("kyphoplasty", "spinejack"),
        ("kyphoplasty", "non-surgical-management"),
    )
    files = site_files(kb, config.replace(pairs=pairs))
    turned = visible(files["en/vertebroplasty-vs-kyphoplasty.html"])
    assert "probably more 82 out of 100 treated bones probably less 73 out of 100" in turned
    assert "You can also choose to have no procedure" in turned
    beside_nothing = visible(files["en/kyphoplasty-vs-non-surgical-management.html"])
    assert "You can also choose to have no procedure" not in beside_nothing
    assert "Sources speak to this, but no assessment has been made." in beside_nothing


@pytest.mark.parametrize("name", ["sham-procedure", "vertebral-augmentation"])
def test_what_nobody_offers_gets_no_page(kb: KnowledgeBase, config: SiteConfig, name: str) -> None:
    with pytest.raises(DataError, match="no option that a patient can have"):
        site_files(kb, config.replace(pairs=((name, "vertebroplasty"),)))


def test_an_option_that_is_not_known_is_named(kb: KnowledgeBase, config: SiteConfig) -> None:
    with pytest.raises(UnknownTermError, match="'kyfoplasty' is not a known option"):
        site_files(kb, config.replace(pairs=(("kyfoplasty", "vertebroplasty"),)))


def test_the_document_of_one_clinic_is_not_passed_off_as_that_of_another(
    kb: KnowledgeBase, config: SiteConfig, site: Files
) -> None:
    name = "en/kyphoplasty-vs-vertebroplasty.html"
    other = visible(site_files(kb, config.replace(clinic=config.clinic.replace(name="Another Clinic")), ["en"])[name])
    assert "The clinic's own document" in visible(site[name])
    assert "The clinic's own document" not in other
    assert "Here is what sources say about the choice." in other
