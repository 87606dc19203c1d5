"""What differs between the versions of FHIR that are written, in one place."""

from __future__ import annotations

from spineknowledge.errors import DataError
from spineknowledge.frozen import Frozen
from spineknowledge.terminologies import CERTAINTY_RATING, CERTAINTY_RATING_R5

MATCHES = ("exactMatch", "closeMatch", "relatedMatch", "broadMatch", "narrowMatch")
"""The relations of SKOS, in the order in which versions name theirs."""


class Version(Frozen):
    """A version of FHIR: its name, code systems and names of elements.

    ``relation`` is the element of a ConceptMap for how two terms relate, ``relations`` its codes for
    :data:`MATCHES`.
    """

    name: str
    certainty_rating: str
    certainty_type: str
    design: str
    relation: str
    relations: tuple[str, ...]

    def relation_of(self, match: str) -> str:
        """Return the code for a relation of SKOS, given by its local name.

        >>> R5.relation_of("broadMatch"), R4B.relation_of("broadMatch")
        ('source-is-narrower-than-target', 'wider')
        """
        return self.relations[MATCHES.index(match)]


R5 = Version(
    name="R5",
    certainty_rating=CERTAINTY_RATING_R5,
    certainty_type="http://hl7.org/fhir/certainty-type",
    design="studyDesign",
    relation="relationship",
    relations=(
        "equivalent",
        "related-to",
        "related-to",
        "source-is-narrower-than-target",
        "source-is-broader-than-target",
    ),
)
R4B = Version(
    name="R4B",
    certainty_rating=CERTAINTY_RATING,
    certainty_type="http://terminology.hl7.org/CodeSystem/certainty-type",
    design="studyType",
    relation="equivalence",
    relations=("equivalent", "relatedto", "relatedto", "wider", "narrower"),
)
VERSIONS = (R5, R4B)


def version_of(name: str) -> Version:
    """Return the version of that name; raises ``DataError`` for any other.

    >>> version_of("R4B").relation
    'equivalence'
    """
    for version in VERSIONS:
        if version.name == name:
            return version
    raise DataError(f"{name!r} is no version of FHIR that can be written; there are R5 and R4B")
