"""What follows from a change: assessments that rest on it lose their review, findings get a new basis."""

from __future__ import annotations

from datetime import UTC, datetime

import pyoxigraph as ox

from spineknowledge.authoring.cells import XSD
from spineknowledge.authoring.evidence import basis_of
from spineknowledge.authoring.folder import Folder, node, text_of
from spineknowledge.namespaces import expand, thing

_REVIEW = ("spk:reviewStatus", "prov:generatedAtTime", "prov:wasAttributedTo", "spk:nextReviewDue")
_LINKS = ("cito:isSupportedBy", "cito:isDisputedBy", "spk:considers")


def clear_reviews(folder: Folder, touched: set[str], now: datetime) -> tuple[str, ...]:
    """Clear the review of assessments that changed or rest on changed findings; return the reviewed."""
    cleared = []
    for slug in folder.slugs("assessment"):
        assessment = thing("assessment", slug)
        linked = {text_of(value) for name in _LINKS for value in folder.values(assessment, name)}
        if not touched.isdisjoint({assessment} | linked):
            if folder.value(assessment, "spk:reviewStatus") == expand("review-status:reviewed"):
                cleared.append(slug)
            _clear(folder, assessment, now)
    return tuple(cleared)


def renew_bases(folder: Folder, touched: set[str]) -> None:
    """Give the findings of every changed source the basis that now follows from it."""
    for source in sorted(touched):
        for finding in folder.subjects("dcterms:source", ox.NamedNode(source)):
            if finding.startswith(thing("finding", "")):
                _renew(folder, finding, source, touched)


def _clear(folder: Folder, assessment: str, now: datetime) -> None:
    review = set(map(expand, _REVIEW))
    kept = {fact for fact in folder.facts(assessment) if fact[0] not in review}
    stamp = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    made = ox.Literal(stamp, datatype=ox.NamedNode(f"{XSD}dateTime"))
    kept |= {
        (expand("spk:reviewStatus"), node("review-status:unreviewed")),
        (expand("prov:generatedAtTime"), made),
    }
    folder.put(assessment, kept, folder.home(assessment) or "")


def _renew(folder: Folder, finding: str, source: str, touched: set[str]) -> None:
    caveats = " ".join(map(text_of, folder.values(finding, "spk:caveat")))
    basis = basis_of(folder, source, caveats)
    kept = {fact for fact in folder.facts(finding) if fact[0] != expand("spk:basis")}
    kept |= {(expand("spk:basis"), basis)} if basis else set()
    if folder.put(finding, kept, folder.home(finding) or ""):
        touched.add(finding)
