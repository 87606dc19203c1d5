"""The configuration of a website: the clinic's own facts, which pages there are, and a review if there was one."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from spineknowledge.errors import DataError
from spineknowledge.frozen import Frozen

_KNOWN = {
    "clinic": {"name", "telephone", "street", "locality", "region", "postal_code", "country", "url"},
    "site": {"condition", "compare", "options", "base_url"},
    "review": {"reviewer", "credentials", "date", "next_due"},
}
_REQUIRED = {"clinic": {"name"}, "site": {"condition", "compare"}, "review": {"reviewer", "date"}}
_WEB = re.compile(r"https?://[^\s\"'<>\\]+")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Clinic(Frozen):
    """The facts that the clinic gave; what it did not give is empty."""

    name: str
    telephone: str = ""
    street: str = ""
    locality: str = ""
    region: str = ""
    postal_code: str = ""
    country: str = ""
    url: str = ""

    @property
    def missing(self) -> tuple[str, ...]:
        """The names of the facts that were not given."""
        return tuple(name for name in self.fields if not getattr(self, name))


class Review(Frozen):
    """A review that took place: by whom, when, and when the next one is due."""

    reviewer: str
    date: str
    credentials: str = ""
    next_due: str = ""


class SiteConfig(Frozen):
    """All that a website needs beside the knowledge base.

    >>> from pathlib import Path
    >>> SiteConfig.parse('[clinic]\\nname = "A"\\n[site]\\ncondition = "c"\\ncompare = [["a", "b"]]').pairs
    (('a', 'b'),)
    """

    clinic: Clinic
    condition: str
    pairs: tuple[tuple[str, str], ...]
    options: tuple[str, ...] = ()
    base_url: str = ""
    review: Review | None = None

    @classmethod
    def read(cls, path: Path) -> SiteConfig:
        """Read a TOML file; raises ``DataError`` that says what to write."""
        try:
            return cls.parse(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise DataError(f"{path} cannot be read: {error.strerror}") from error
        except (DataError, UnicodeDecodeError) as error:
            raise DataError(f"{path}: {error}") from error

    @classmethod
    def parse(cls, text: str) -> SiteConfig:
        """Read the text of a configuration; raises ``DataError`` that says what to write."""
        try:
            tables = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise DataError(f"this is no TOML: {error}") from error
        _check_names(tables)
        site = tables["site"]
        return cls(
            clinic=Clinic(**_texts("clinic", tables["clinic"])),
            condition=_slug("condition", site["condition"]),
            pairs=_pairs(site["compare"]),
            options=tuple(_slug("options", name) for name in _list("options", site.get("options", []))),
            base_url=web_address("site.base_url", site.get("base_url", "")),
            review=Review(**_texts("review", tables["review"])) if "review" in tables else None,
        )

    @classmethod
    def of_pair(cls, a: str, b: str) -> SiteConfig:
        """Return a configuration for one comparison and no clinic."""
        return cls(clinic=Clinic(name=""), condition="", pairs=((a, b),))

    def warnings(self) -> tuple[str, ...]:
        """Return what is left out of the pages because the configuration does not give it."""
        found = [f"clinic.{name} is not given; it is left out" for name in self.clinic.missing]
        if not self.base_url:
            found.append("site.base_url is not given; there is no site map and no absolute link")
        if self.review is None:
            found.append("there is no [review]; the pages say that no clinician has reviewed them")
        return tuple(found)


def _check_names(tables: dict[str, Any]) -> None:
    for table in _REQUIRED:
        if table not in tables and table != "review":
            raise DataError(f"the table [{table}] is missing")
    for table, values in tables.items():
        if table not in _KNOWN or not isinstance(values, dict):
            raise DataError(f"[{table}] is not known; there are {', '.join(f'[{name}]' for name in _KNOWN)}")
        unknown = sorted(values.keys() - _KNOWN[table])
        lacking = sorted(_REQUIRED[table] - values.keys())
        if unknown or lacking:
            problem = f"has no meaning for {unknown[0]!r}" if unknown else f"needs {lacking[0]!r}"
            raise DataError(f"[{table}] {problem}; it takes {', '.join(sorted(_KNOWN[table]))}")


def _texts(table: str, values: dict[str, Any]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in values.items():
        if name in ("date", "next_due"):
            found[name] = _day(f"{table}.{name}", value)
        elif not isinstance(value, str):
            raise DataError(f"{table}.{name} must be a text in quotes")
        else:
            found[name] = web_address(f"{table}.{name}", value) if name == "url" else value.strip()
    if table == "review" and not found.get("reviewer"):
        raise DataError("review.reviewer must name the clinician; leave [review] out if there was no review")
    return found


def _day(name: str, value: Any) -> str:
    try:
        return (value if type(value) is date else date.fromisoformat(value)).isoformat()
    except (TypeError, ValueError) as error:
        raise DataError(f"{name} must be a day such as 2026-01-31") from error


def web_address(name: str, value: Any) -> str:
    """Return a web address without the slash at its end; raises ``DataError`` for anything else."""
    if value and not (isinstance(value, str) and _WEB.fullmatch(value)):
        raise DataError(f"{name} must begin with https:// and hold no space or quote")
    return str(value).rstrip("/")


def _slug(name: str, value: Any) -> str:
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise DataError(f"site.{name} takes the id of a thing, such as kyphoplasty; not {value!a}")
    return value


def _list(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise DataError(f"site.{name} must be a list in square brackets")
    return value


def _pairs(value: Any) -> tuple[tuple[str, str], ...]:
    pairs = [tuple(_slug("compare", name) for name in _list("compare", pair)) for pair in _list("compare", value)]
    if not pairs or any(len(pair) != 2 or pair[0] == pair[1] for pair in pairs):
        raise DataError('site.compare takes pairs of two options, such as [["kyphoplasty", "vertebroplasty"]]')
    return tuple((first, second) for first, second in pairs)
