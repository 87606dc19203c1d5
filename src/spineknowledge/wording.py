"""The fixed words of the library in English and Spanish, and its sentences by direction and certainty.

The sentences follow the plain-language wording that GRADE recommends: how sure the evidence is decides the
verb. They name who is lower or higher and never who is better.
"""

from __future__ import annotations

LANGUAGES = ("en", "es")

_WORDS = {
    "about": ("About", "Sobre"),
    "adds to": ("Adds to the technique of", "Amplía la técnica de"),
    "aims": ("Aims", "Objetivos"),
    "answer": ("Answer", "Respuesta"),
    "answered": ("answered", "respondida"),
    "basis:assessed": ("assessed as asked", "valorada tal como se pregunta"),
    "basis:indirect": ("worked out through a third option", "deducida a través de una tercera opción"),
    "basis:inverse": ("mirrored from the opposite order", "invertida desde el orden contrario"),
    "both": ("both", "ambas"),
    "but": ("But", "Pero"),
    "certainty": ("How sure", "Certeza"),
    "certainty:high": ("high", "alta"),
    "certainty:low": ("low", "baja"),
    "certainty:moderate": ("moderate", "moderada"),
    "certainty:not-assessed": ("-", "-"),
    "certainty:very-low": ("very low", "muy baja"),
    "changed": ("both, done differently", "ambas, de otro modo"),
    "compared with": ("compared with", "en comparación con"),
    "context": ("How it was found", "Cómo se halló"),
    "criterion": ("Criterion", "Criterio"),
    "definition": ("What it is", "Qué es"),
    "described only for": ("described only for", "descrito solo para"),
    "described for one": (
        "Described for one only (which does not mean that the other lacks it)",
        "Descritos solo para una (lo que no significa que falten en la otra)",
    ),
    "direction:higher": ("higher", "mayor"),
    "direction:lower": ("lower", "menor"),
    "direction:no-clear-difference": ("no clear difference", "sin diferencia clara"),
    "direction:not-assessed": ("not assessed", "no valorado"),
    "direction:similar": ("similar", "similar"),
    "direction:unclear": ("unclear", "no está claro"),
    "disclaimer": (
        "Information, not medical advice. Not clinically reviewed.",
        "Información, no consejo médico. Sin revisión clínica.",
    ),
    "disputed by": ("Disputed by", "En contra"),
    "data": ("Data", "Datos"),
    "found": ("Found", "Hallado"),
    "found by:definition": ("in the definition", "en la definición"),
    "found by:exact-name": ("also called", "también llamada"),
    "found by:similar-spelling": ("spelt much like", "se escribe de forma parecida"),
    "found by:start-of-name": ("also called", "también llamada"),
    "found by:synonym": ("also called", "también llamada"),
    "found by:words-in-name": ("also called", "también llamada"),
    "found in": ("Found in", "Presente en"),
    "for": ("for", "a favor"),
    "against": ("against", "en contra"),
    "hedge": ("The source says", "La fuente dice"),
    "in both": ("In both", "En ambas"),
    "invasiveness": ("Invasiveness", "Invasividad"),
    "main aims": ("Main aims", "Objetivos principales"),
    "neutral": ("Also looked at", "También considerado"),
    "none": ("none", "ninguno"),
    "not assessed": ("Not assessed", "No valorado"),
    "only": ("only", "solo"),
    "optional": ("optional", "opcional"),
    "reasons": ("Certainty lowered for", "Certeza reducida por"),
    "risks": ("Risks", "Riesgos"),
    "source": ("Source", "Fuente"),
    "sources": ("Sources", "Fuentes"),
    "sources-disagree": ("sources disagree", "las fuentes discrepan"),
    "stance": ("For or against the answer", "A favor o en contra de la respuesta"),
    "statements": ("What sources state", "Lo que dicen las fuentes"),
    "step": ("Step", "Paso"),
    "steps": ("Steps", "Pasos"),
    "supported by": ("Supported by", "A favor"),
    "synonyms": ("Also called", "También llamada"),
    "treats": ("Treats", "Trata"),
    "why": ("Why", "Por qué"),
    "with": ("With", "Con"),
    "versus": ("against", "frente a"),
    "numbers": ("Numbers", "Números"),
    "of": ("of", "de"),
    "to": ("to", "a"),
    "in 100": ("in 100", "de cada 100"),
    "interval": ("CI", "IC"),
    "events": ("events", "sucesos"),
    "printed as": ("printed as", "impreso como"),
    "not stated": ("not stated", "no indicado"),
    "no absolute numbers": ("absolute numbers not stated", "sin números absolutos indicados"),
    "in words": ("In words", "En palabras"),
    "in words only": ("in words only, no numbers", "solo en palabras, sin números"),
    "counted:per-patient": ("people", "personas"),
    "counted:per-level": ("levels", "niveles"),
    "counted:per-procedure": ("procedures", "intervenciones"),
    "after": ("after", "tras"),
    "read as": ("read as", "leído como"),
    "funding": ("funding or interest", "financiación o interés"),
    "scale": ("scale", "escala"),
    "reversed scale": ("more on it is less of what is compared", "más en ella es menos de lo comparado"),
    "so far": ("Sources so far, which are no votes", "Fuentes hasta entonces, que no son votos"),
    "assessed": ("Assessed", "Valoradas"),
    "findings": ("Findings", "Hallazgos"),
    "subject": ("Option", "Opción"),
    "reference": ("Compared with", "Comparada con"),
    "nothing": ("Nothing is recorded.", "No hay nada registrado."),
    "caveat": ("Keep in mind", "Tenga en cuenta"),
    "year not stated": ("year not stated", "año no indicado"),
    "rests on": ("What rests on it", "Lo que se apoya en ella"),
    "for whom": ("For whom", "Para quién"),
    "strength": ("Strength", "Fuerza"),
    "span:D": ("day", "día"),
    "span:M": ("month", "mes"),
    "span:Y": ("year", "año"),
    "spans:D": ("days", "días"),
    "spans:M": ("months", "meses"),
    "spans:Y": ("years", "años"),
    "findings not assessed": (
        "Sources speak to this, but no assessment has been made.",
        "Hay fuentes sobre esto, pero no se ha hecho una valoración.",
    ),
}

_IS = {
    "high": ("is", "es"),
    "moderate": ("is probably", "probablemente es"),
    "low": ("may be", "puede ser"),
    "very-low": ("we are very unsure whether it is", "hay muchas dudas sobre si es"),
}
_SENTENCES = {
    "lower": (
        "{criterion}: {verb} lower with {subject} than with {reference}.",
        "{criterion}: {verb} menor con {subject} que con {reference}.",
    ),
    "higher": (
        "{criterion}: {verb} higher with {subject} than with {reference}.",
        "{criterion}: {verb} mayor con {subject} que con {reference}.",
    ),
    "similar": (
        "{criterion}: {verb} similar with {subject} and {reference}.",
        "{criterion}: {verb} similar con {subject} y {reference}.",
    ),
}
_OPEN = (
    "{criterion}: it is not clear how {subject} and {reference} compare.",
    "{criterion}: no está claro cómo se comparan {subject} y {reference}.",
)


def say(key: str, lang: str = "en") -> str:
    """Return one of the fixed words in ``lang``; a language that is not known gets English.

    >>> say("why", "es")
    'Por qué'
    """
    english, spanish = _WORDS[key]
    return spanish if lang == "es" else english


def heading(text: str) -> str:
    """Return a text with its first letter in upper case.

    >>> heading("vertebroplasty")
    'Vertebroplasty'
    """
    return text[:1].upper() + text[1:]


def sentence(direction: str, certainty: str, criterion: str, subject: str, reference: str, lang: str) -> str:
    """Return the fixed sentence for a direction and a certainty.

    >>> sentence("lower", "low", "Cement leakage", "kyphoplasty", "vertebroplasty", "en")
    'Cement leakage: may be lower with kyphoplasty than with vertebroplasty.'
    """
    index = 1 if lang == "es" else 0
    template = _SENTENCES.get(direction, _OPEN)[index]
    verb = _IS.get(certainty, _IS["very-low"])[index]
    return template.format(criterion=criterion, verb=verb, subject=subject, reference=reference)
