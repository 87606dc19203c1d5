"""The fixed words of forest plots in English and Spanish."""

from __future__ import annotations

import re

_WORDS = {
    "title": (
        "{criterion}: {subject} compared with {reference}",
        "{criterion}: {subject} en comparación con {reference}",
    ),
    "compared": ("{subject} compared with {reference}", "{subject} en comparación con {reference}"),
    "lower with": ("lower with {name}", "menor con {name}"),
    "higher with": ("higher with {name}", "mayor con {name}"),
    "null": ("{value} is no difference", "{value} es ninguna diferencia"),
    "log": ("logarithmic axis", "eje logarítmico"),
    "to": ("to", "a"),
    "of": ("of", "de"),
    "no interval": ("interval not stated", "intervalo no indicado"),
    "interval": ("with its confidence interval", "con su intervalo de confianza"),
    "ends": (
        "below it, lower with {name}; above it, higher with {name}",
        "por debajo, menor con {name}; por encima, mayor con {name}",
    ),
    "by arm": ("Values by arm", "Valores por grupo"),
    "mean": ("mean or median", "media o mediana"),
    "proportion": ("proportion", "proporción"),
    "percent": ("percent", "por ciento"),
    "p-value": ("p value", "valor p"),
    "pooled": ("pooled by its source", "agrupado por su fuente"),
    "single arms": ("single arms pooled by its source", "brazos únicos agrupados por su fuente"),
    "reported": ("reported direction", "dirección comunicada"),
    "no design": ("design not stated", "diseño no indicado"),
    "no year": ("year not stated", "año no indicado"),
    "computed": (
        "* Percent computed here from the printed counts.",
        "* Porcentaje calculado aquí a partir de los recuentos publicados.",
    ),
    "votes": (
        "Reviews and trials here may share patients; the rows are not votes.",
        "Las revisiones y los ensayos pueden compartir pacientes; las filas no son votos.",
    ),
    "order": (
        "Rows are in order of year. Nothing is pooled here, and all markers have the same size.",
        "Las filas siguen el orden de los años. Aquí no se agrupa nada, y todas las marcas tienen el mismo tamaño.",
    ),
    "scale": (
        "Lower and higher are of the number named above each panel; on some scales the lower number is "
        "the better result.",
        "Menor y mayor se refieren al número nombrado sobre cada panel; en algunas escalas el número "
        "menor es el mejor resultado.",
    ),
    "inverse": (
        "Shown the other way round from how it is recorded: ratios are inverted, differences negated.",
        "Se muestra en el orden contrario al registrado: las razones se invierten y las diferencias cambian de signo.",
    ),
    "not drawn": ("Not drawn", "No dibujado"),
    "reason:p": ("p only", "solo valor p"),
    "reason:words": ("in words only", "solo en palabras"),
    "reason:sizes": ("counts without group sizes", "recuentos sin tamaño de los grupos"),
    "reason:one arm": ("numbers for one group only", "números de un solo grupo"),
    "reason:other": ("numbers with no place on an axis", "números sin lugar en un eje"),
    "caveat": ("Note", "Nota"),
    "versus": ("versus", "frente a"),
    "span:D": ("day", "día"),
    "span:W": ("week", "semana"),
    "span:M": ("month", "mes"),
    "span:Y": ("year", "año"),
    "spans:D": ("days", "días"),
    "spans:W": ("weeks", "semanas"),
    "spans:M": ("months", "meses"),
    "spans:Y": ("years", "años"),
}


def word(key: str, lang: str = "en") -> str:
    """Return one of the fixed words in ``lang``; a language that is not known gets English.

    >>> word("to", "es"), word("to", "fr")
    ('a', 'to')
    """
    return _WORDS[key][1 if lang == "es" else 0]


def time_words(duration: str, lang: str = "en") -> str:
    """Return an ISO 8601 duration in words, and what is no duration as it is.

    >>> time_words("P2Y9M"), time_words("P1D", "es"), time_words("later")
    ('2 years 9 months', '1 día', 'later')
    """
    if not re.fullmatch(r"P(\d+[DWMY])+", duration):
        return duration
    parts = re.findall(r"(\d+)([DWMY])", duration)
    return " ".join(
        f"{count} {word(f'span:{unit}' if count == '1' else f'spans:{unit}', lang)}" for count, unit in parts
    )
