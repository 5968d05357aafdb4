"""The area rule: what a coordinator asks for, held within what they may see. Pure."""

from __future__ import annotations

from dataclasses import replace

from content.places import commune
from handlers.access import area
from storage.people import Person
from storage.report_scope import Scope


def within(person: Person, wanted: Scope) -> Scope:
    """The scope within the person's area: it can be narrowed there, and never widened or moved out of it.

    A commune fixes its province. A wanted commune of another province is let go.
    """
    province, own = area(person)
    if own is not None:
        return replace(wanted, province=_province_of(own), commune=own)
    if province is not None:
        inside = wanted.commune is not None and _province_of(wanted.commune) == province
        return replace(wanted, province=province, commune=wanted.commune if inside else None)
    if wanted.commune is not None:
        return replace(wanted, province=_province_of(wanted.commune))
    return wanted


def _province_of(code: str) -> str | None:
    """The commune's province; None for a code that the lists no longer have."""
    try:
        return commune(code).province.code
    except KeyError:
        return None
