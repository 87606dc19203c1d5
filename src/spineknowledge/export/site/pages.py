"""The pages of a website in one language: which there are, what each shows, and how it is rendered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property, partial
from itertools import groupby
from typing import Any, NamedTuple

from spineknowledge.errors import DataError
from spineknowledge.export import schemaorg
from spineknowledge.export.schemaorg import Node
from spineknowledge.export.site import content, linked
from spineknowledge.export.site.answers import source_name
from spineknowledge.export.site.codes import codes
from spineknowledge.export.site.config import SiteConfig
from spineknowledge.export.site.figures import icons
from spineknowledge.export.site.words import word, words
from spineknowledge.knowledge import KnowledgeBase
from spineknowledge.model.base import Text
from spineknowledge.model.evidence import Finding, Source
from spineknowledge.model.numbers import estimate_words, span_words
from spineknowledge.model.options import Option
from spineknowledge.namespaces import thing
from spineknowledge.wording import heading, say

_OFFERED = ("procedure", "non-surgical-management")


class Page(NamedTuple):
    """A page: its file name without ending, language, title, template, what it shows, and its linked data."""

    name: str
    lang: str
    title: str
    description: str
    template: str
    shown: dict[str, Any]
    link: Callable[[Node], list[Node]]

    @property
    def path(self) -> str:
        """The path of the page below the root of the site."""
        return f"{self.lang}/{self.name}.html"


class Pages:
    """All pages in one language."""

    def __init__(self, kb: KnowledgeBase, config: SiteConfig, lang: str, languages: tuple[str, ...]) -> None:
        self.kb, self.config, self.lang, self.languages = kb, config, lang, languages
        self.condition = content.condition(kb, config.condition) if config.condition else content.Condition.nothing()
        self._word = partial(_say_word, lang)
        self._refuse_what_nobody_offers()
        self._environment = _environment(self)

    def all(self) -> tuple[Page, ...]:
        """Return the pages, the list of them first."""
        return self._all

    @cached_property
    def _all(self) -> tuple[Page, ...]:
        pages = [*self._pair_pages(), self._condition_page(), *self._option_pages()]
        pages += [self._glossary_page(), self._sources_page()]
        title = word("ui.title_index", self.lang)
        index = Page("index", self.lang, title, title, "index.html", {}, lambda own: [own])
        return (index, *pages)

    def linked_data(self, page: Page) -> Node:
        """Return the schema.org document of a page."""
        base = self.config.base_url
        address, site = (f"{base}/{page.path}", f"{base}/") if base else ("", "")
        own = schemaorg.web_page(self.config, _heading_of(page, self), self.lang, address, site)
        return schemaorg.document([*page.link(own), schemaorg.clinic(self.config, site)])

    def html(self, page: Page) -> str:
        """Return a page as HTML."""
        template = self._environment.get_template(page.template)
        jsonld = schemaorg.text(self.linked_data(page), indent=None)
        other = next((lang for lang in self.languages if lang != self.lang), "")
        text = template.render(page=page, jsonld=_markup(jsonld), other_lang=other, pages=self._all, **page.shown)
        return re.sub(r"\n\s*\n+", "\n", text)

    def fragment(self, pair: tuple[str, str]) -> str:
        """Return the grid of a comparison alone, with its own style, to paste into another page."""
        view = content.comparison(self.kb, pair, self.lang)
        template = self._environment.get_template("fragment.html")
        return re.sub(r"\n\s*\n+", "\n", template.render(view=view, page=None))

    def review_line(self) -> str:
        """Return who reviewed the pages and when, or that nobody has."""
        review = self.config.review
        if review is None:
            return self._word("ui.unreviewed")
        who = ", ".join(filter(None, (review.reviewer, review.credentials)))
        due = f" {self._word('ui.next_review', date=review.next_due)}" if review.next_due else ""
        return self._word("ui.reviewed", who=who, date=review.date) + due

    def _refuse_what_nobody_offers(self) -> None:
        for name in content.option_names(self.config):
            option = self.kb.option(name)
            if option.kind not in _OFFERED:
                raise DataError(f"{option.id} is no option that a patient can have; it gets no page and no comparison")

    def _pair_pages(self) -> Iterator[Page]:
        for pair in self.config.pairs:
            view = content.comparison(self.kb, pair, self.lang)
            a, b = heading(view.subject.label.get(self.lang)), view.reference.label.get(self.lang)
            shown: dict[str, Any] = {"view": view, "untreated": self._untreated(), "others": self._others(view)}
            shown["with_nothing"] = "non-surgical-management" not in (view.subject.kind, view.reference.kind)
            shown["both_treat"] = self._treats(view.subject) and self._treats(view.reference)
            shown["effect_sources"] = list({effect.source.iri: effect.source for effect in view.effects}.values())
            shown["own_document"] = self.config.clinic.name in map(source_name, shown["effect_sources"])
            title = self._word("title_compare", a=a, b=b)
            link = partial(linked.compared, view=view, condition=self.condition, lang=self.lang)
            yield self._page(view.slug, title, "comparison.html", shown, link)
            title = self._word("title_evidence", a=a, b=b)
            link_studies = partial(linked.studies, view=view, lang=self.lang)
            yield self._page(f"{view.slug}-studies", title, "studies.html", {"view": view}, link_studies)

    def _page(
        self, name: str, title: str, template: str, shown: dict[str, Any], link: Callable[[Node], list[Node]]
    ) -> Page:
        description = f"{title} {self._word('advice')}"
        return Page(name, self.lang, title, description, template, shown, link)

    def _option_pages(self) -> Iterator[Page]:
        for name in content.option_names(self.config):
            option = self.kb.option(name)
            grouped = groupby(option.statements, key=lambda item: item.category.label.get(self.lang))
            shown = {
                "option": option,
                "codes": codes(option.iri),
                "groups": [(category, list(items)) for category, items in grouped],
                "guidelines": self.kb.guidelines(name),
                "comparisons": [link for link in self._comparisons() if option.id in link["options"]],
            }
            link = partial(
                linked.option, shown=option, codes=codes(option.iri), condition=self.condition, lang=self.lang
            )
            yield self._page(option.id, heading(option.label.get(self.lang)), "option.html", shown, link)

    def _condition_page(self) -> Page:
        iri = thing("condition", self.config.condition)
        options = sorted(self._offered(), key=lambda option: option.label.get(self.lang).lower())
        shown = {
            "codes": codes(iri),
            "treating": [option for option in options if self._treats(option)],
            "others": [option for option in options if not self._treats(option)],
            "untreated": self._untreated(),
            "paged": content.option_names(self.config),
            "comparisons": self._comparisons(),
        }
        link = partial(linked.disease, shown=self.condition, options=options, codes=codes(iri), lang=self.lang)
        title = heading(self.condition.label.get(self.lang))
        return self._page(self.config.condition, title, "condition.html", shown, link)

    def _glossary_page(self) -> Page:
        groups = content.glossary(self.kb)
        link = partial(linked.glossary, groups=groups, lang=self.lang)
        return self._page("glossary", self._word("title_glossary"), "glossary.html", {"glossary": groups}, link)

    def _sources_page(self) -> Page:
        sources = sorted(content.cited(self.config, self.kb), key=_by_name)
        shown = {"sources": sources, "levels": _levels(self.lang)}
        link = partial(linked.sources, cited=sources, lang=self.lang)
        return self._page("sources", self._word("title_sources"), "sources.html", shown, link)

    def _offered(self) -> list[Option]:
        return [option for option in self.kb.options() if option.kind in _OFFERED]

    def _treats(self, option: Option) -> bool:
        """Say whether a source says that an option treats the condition, or whether it is to do no procedure."""
        treats = any(condition.id == self.condition.id for condition in option.treats)
        return treats or option.kind == "non-surgical-management"

    def _others(self, view: content.Comparison) -> list[Option]:
        pair = {view.subject.id, view.reference.id}
        return [option for option in self._offered() if option.id not in pair]

    def _untreated(self) -> list[tuple[Option, tuple[Any, ...]]]:
        names = [option.id for option in self._offered() if option.kind == "non-surgical-management"]
        paged = [name for name in names if name in content.option_names(self.config)]
        return [(self.kb.option(name), content.about_condition(self.kb, name)) for name in paged]

    def _comparisons(self) -> list[dict[str, Any]]:
        links = []
        for first, second in self.config.pairs:
            a, b = self.kb.option(first), self.kb.option(second)
            labels = (a.label.get(self.lang), b.label.get(self.lang))
            title = word("option.compare_link", self.lang, a=labels[0], b=labels[1])
            links.append({"name": f"{a.id}-vs-{b.id}", "title": title, "options": (a.id, b.id)})
        return links


def _by_name(source: Source) -> tuple[str, str]:
    return source_name(source).casefold(), source.id


def _heading_of(page: Page, pages: Pages) -> str:
    return heading(pages.condition.label.get(page.lang)) if page.name == "index" else page.title


def _levels(lang: str) -> list[dict[str, str]]:
    lower = word("answers.lower", lang)
    return [
        {"name": word(f"answers.sure_{level}", lang), "words": word(f"answers.{level}", lang, word=lower)}
        for level in ("high", "moderate", "low", "very-low")
    ]


def _say_word(lang: str, key: str, **values: object) -> str:
    return word(key if "." in key else f"ui.{key}", lang, **values)


def _environment(pages: Pages) -> Any:
    """Return a Jinja2 environment in which every value is escaped."""
    try:
        import jinja2
    except ImportError as error:
        raise DataError("the website needs Jinja2; install spineknowledge[site]") from error
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("spineknowledge", "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    lang = pages.lang
    environment.globals.update(
        config=pages.config,
        condition=pages.condition,
        lang=lang,
        languages=pages.languages,
        version=pages.kb.version,
        checksum=pages.kb.checksum,
        review_line=pages.review_line(),
        w=pages._word,
        ws=partial(_lists, lang),
        said_in=partial(_said, lang),
        source_name=source_name,
        icons=lambda share, label: _markup(icons(share, label)),
        found=partial(_found, lang),
        how=partial(_how, lang),
    )
    environment.filters.update(
        cap=heading, lower_first=_lower_first, day=_day, say=lambda text, to: text.get(to), tel=_tel, web=_is_web
    )
    return environment


def _lists(lang: str, key: str) -> tuple[str, ...]:
    return words(key, lang)


def _said(lang: str, text: Text) -> content.Said:
    return content.said(text, lang)


def _markup(text: str) -> Any:
    from markupsafe import Markup

    return Markup(text)


def _tel(number: str) -> str:
    return re.sub(r"[^0-9+]", "", number)


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _day(moment: str) -> str:
    """Return a day so that no line breaks within it."""
    return moment[:10].replace("-", "\u2011")


def _is_web(link: str) -> bool:
    return link.startswith(("https://", "http://"))


def _found(lang: str, finding: Finding) -> str:
    """Return what a finding says: its direction, then its numbers."""
    counted = finding.denominator.id if finding.denominator else ""
    numbers = [estimate_words(estimate, counted, lang) for estimate in finding.estimates]
    direction = say(f"direction:{finding.direction}", lang)
    if finding.direction.strict:
        direction += f" {say('with', lang).lower()} {finding.subject.label.get(lang)}"
    return (
        "; ".join(filter(None, (direction, *numbers))) if any(numbers) else f"{direction}; {say('in words only', lang)}"
    )


def _how(lang: str, finding: Finding) -> str:
    """Return how, when and in how many something was found."""
    when = f"{say('after', lang)} {span_words(finding.time_point, lang)}" if finding.time_point else ""
    size = f"n {finding.source.sample_size}" if finding.source.sample_size else ""
    parts = (finding.basis.label.get(lang), when, size, finding.detection.label.get(lang) if finding.detection else "")
    return ", ".join(filter(None, parts))
