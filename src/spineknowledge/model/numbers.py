"""Numbers in words: counts with their natural frequency, intervals, p values, times; nothing is computed
but what the printed counts imply, and a relative number says so when no absolute one is stated."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from spineknowledge.model.estimates import RATIOS, Estimate, Number
from spineknowledge.wording import say

_SPAN = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?")


def estimate_words(estimate: Estimate, counted: str, lang: str = "en") -> str:
    """Return an estimate in words; ``counted`` is the slug of what its rates are counted per."""
    arms = _arms(estimate, counted, lang)
    effect = _effect(estimate, lang)
    if effect and not arms and estimate.measure.id in RATIOS:
        effect += f" ({say('no absolute numbers', lang)})"
    p_value = f"p {_spaced(estimate.p_value.printed)}" if estimate.p_value else ""
    scale = f"{say('scale', lang)}: {estimate.scale}" if estimate.scale else ""
    scale += f" ({say('reversed scale', lang)})" if estimate.reversed_scale else ""
    return "; ".join(part for part in (arms, effect, scale, p_value) if part)


def natural_frequency(events: int, total: int) -> str:
    """Return how many in 100 some events are, without pretending to know fractions of people.

    >>> natural_frequency(157, 214), natural_frequency(1, 191), natural_frequency(0, 40)
    ('73', '<1', '0')
    """
    share = Decimal(100 * events) / Decimal(total)
    whole = share.quantize(Decimal(1), ROUND_HALF_UP)
    return "<1" if events and share < 1 else str(whole)


def span_words(duration: str, lang: str = "en") -> str:
    """Return an ISO 8601 duration in words: up to three years in months, whole years beyond.

    Engines rewrite durations (24 months become 2 years), so one wording is made for all.

    >>> span_words("P24M"), span_words("P2Y"), span_words("P4Y"), span_words("P1D", "es")
    ('24 months', '24 months', '4 years', '1 día')
    """
    match = _SPAN.fullmatch(duration)
    if match is None:
        return duration
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    months += 12 * years
    if months > 36 and months % 12 == 0:
        number, unit = months // 12, "Y"
    else:
        number, unit = (months, "M") if months else (days + 7 * weeks, "D")
    return f"{number} {say(f'span:{unit}' if number == 1 else f'spans:{unit}', lang)}"


def _arms(estimate: Estimate, counted: str, lang: str) -> str:
    subject = _arm(estimate, "subject", counted, lang)
    reference = _arm(estimate, "reference", counted, lang)
    if not (subject or reference):
        return ""
    missing = say("not stated", lang)
    return f"{subject or missing} {say('versus', lang)} {reference or missing}"


def _arm(estimate: Estimate, side: str, counted: str, lang: str) -> str:
    value: Number | None = getattr(estimate, f"{side}_value")
    events: int | None = getattr(estimate, f"{side}_events")
    total: int | None = getattr(estimate, f"{side}_total")
    printed = f"{value}{_unit(estimate)}" if value else ""
    if events is None:
        if total is None:
            return printed
        return f"{printed} (n {total})" if printed else f"n {total}"
    if total is None:
        return f"{events} {say('events', lang)}" + (f" ({printed})" if printed else "")
    noun = say(f"counted:{counted}", lang) if counted else ""
    also = f"; {say('printed as', lang)} {printed}" if printed else ""
    inner = f"{natural_frequency(events, total)} {say('in 100', lang)}{also}"
    return f"{events} {say('of', lang)} {total} {noun}".rstrip() + f" ({inner})"


def _effect(estimate: Estimate, lang: str) -> str:
    if estimate.value is None:
        return ""
    interval = ""
    if estimate.ci_low is not None and estimate.ci_high is not None:
        interval = f" ({say('interval', lang)} {estimate.ci_low} {say('to', lang)} {estimate.ci_high})"
    name = "" if estimate.measure.id == "narrative" else estimate.measure.label.get(lang)
    return f"{name} {estimate.value}{_unit(estimate)}{interval}".lstrip()


def _unit(estimate: Estimate) -> str:
    symbol = estimate.unit.notation if estimate.unit else ""
    if not symbol or symbol == "{score}" or estimate.measure.id in RATIOS:
        return ""
    return symbol if symbol == "%" else f" {symbol}"


def _spaced(printed: str) -> str:
    return re.sub(r"^([<>])", r"\1 ", printed)
