"""A province and a commune as an operator names them: by code or by name."""

from __future__ import annotations

from bot.errors import OperatorMistake
from content import places
from content.places import Commune, Province

Area = tuple[str | None, str | None]
"""Codes of (province, commune); (None, None) is the whole country."""


def area(province: str | None, commune: str | None) -> Area:
    """The codes of what was named. Raises OperatorMistake where nothing, or more than one, fits."""
    found = None if province is None else _province(province)
    if commune is None:
        return (None if found is None else found.code), None
    inside = _commune(commune, found)
    return inside.province.code, inside.code


def _province(named: str) -> Province:
    fits = [one for one in places.provinces() if named == one.code or _same(named, one.name, one.short)]
    if len(fits) != 1:
        near = ", ".join(one.name for one in places.find_provinces(named)) or "không có tên nào gần giống"
        raise OperatorMistake(f"--province: không rõ tỉnh {named!r} ({near})")
    return fits[0]


def _commune(named: str, province: Province | None) -> Commune:
    code = None if province is None else province.code
    candidates = places.find_communes(named, code, limit=50)
    fits = [one for one in candidates if _same(named, one.name, one.short)]
    if named.isdigit():
        try:
            fits = [places.commune(named)]
        except KeyError:
            fits = []
    if len(fits) != 1:
        near = ", ".join(f"{one.name}, {one.province.name} ({one.code})" for one in (fits or candidates)[:8])
        raise OperatorMistake(f"--commune: không rõ xã {named!r}" + (f"; gần đúng: {near}" if near else ""))
    return fits[0]


def _same(named: str, *names: str) -> bool:
    return any(places.fold(named) == places.fold(name) for name in names)
