"""The fixed words of the website, read from ``templates/words.toml``."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import Any

from spineknowledge.resources import package_text

LANGUAGES = ("en", "es")


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(package_text("templates", "words.toml"))


def word(key: str, lang: str, /, **values: object) -> str:
    """Return a text by ``group.name`` in a language, with its blanks filled.

    >>> word("ui.reviewed", "en", who="Dr A", date="2026-01-31")
    'Reviewed by Dr A on 2026-01-31.'
    """
    group, _, name = key.partition(".")
    text: str = _table()[group][name][LANGUAGES.index(lang)]
    for blank, value in values.items():
        text = text.replace(f"{{{blank}}}", str(value))
    return text


def has(key: str) -> bool:
    """Say whether there is a text of that name.

    >>> has("answers.lower"), has("answers.best")
    (True, False)
    """
    group, _, name = key.partition(".")
    return name in _table().get(group, {})


def words(key: str, lang: str) -> tuple[str, ...]:
    """Return a list of texts in a language.

    >>> words("compare.ask_list", "en")[0]
    'What is likely to happen if I wait?'
    """
    group, _, name = key.partition(".")
    return tuple(pair[LANGUAGES.index(lang)] for pair in _table()[group][name])
