"""Vietnam's provinces and communes since 1 July 2025, by code and by name.

The lists and codes are those of the package vietnam-provinces (from the General Statistics Office). Its JSON is read
rather than its classes, whose enumerations take several times the memory; the first call loads it.
"""

import importlib.util
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from content.names import Name, cuts, exact, fold, named, named_with_initials, rank, typed

__all__ = ["Commune", "Province", "commune", "communes", "find_communes", "find_provinces", "fold"]
__all__ += ["province", "provinces"]


@dataclass(frozen=True, slots=True)
class Province:
    """A province or a centrally run city: official two-digit code, full name, and the name without its kind."""

    code: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: official five-digit code, name with and without its kind (xã, phường, đặc khu)."""

    code: str
    name: str
    short: str
    kind: str
    province: Province


@dataclass(frozen=True, slots=True)
class _Atlas:
    provinces: Mapping[str, Province]
    communes: Mapping[str, Commune]
    by_province: Mapping[str, tuple[Commune, ...]]
    province_names: tuple[Name[Province], ...]
    commune_names: tuple[Name[Commune], ...]
    names_within: Mapping[str, tuple[Name[Commune], ...]]


def provinces() -> tuple[Province, ...]:
    """All 34, in the official order."""
    return tuple(_atlas().provinces.values())


def province(code: str) -> Province:
    """The province of a two-digit code. Raises KeyError for any other."""
    return _atlas().provinces[code]


def commune(code: str) -> Commune:
    """The commune of a five-digit code. Raises KeyError for any other."""
    return _atlas().communes[code]


def communes(province_code: str) -> tuple[Commune, ...]:
    """All communes of a province, by name. Raises KeyError for an unknown province."""
    return _atlas().by_province[province_code]


def find_provinces(text: str, limit: int = 8) -> list[Province]:
    """The provinces that `text` may mean, the likeliest first; initials ("hcm", "tphcm") will do."""
    return rank(typed(text), _atlas().province_names)[:limit]


def find_communes(text: str, province: str | None = None, limit: int = 8) -> list[Commune]:
    """The communes that `text` may mean, the likeliest first; all homonyms, unless a province's code bounds them.

    Any part of a name will do, with or without accents and kind, and a province may follow it ("Tân Hưng, Tây Ninh").
    Empty text finds nothing; an unknown province code raises KeyError.
    """
    atlas = _atlas()
    names = atlas.commune_names if province is None else atlas.names_within[province]
    found = rank(typed(text), names)
    for name, after in cuts(text) if not found else ():
        for within in exact(typed(after), atlas.province_names):
            if province is None or within.code == province:
                found += rank(typed(name), atlas.names_within[within.code])
    return found[:limit]


@cache
def _atlas() -> _Atlas:
    """The whole list, read once."""
    found: dict[str, Province] = {}
    by_province: dict[str, tuple[Commune, ...]] = {}
    for row in json.loads(_listed().read_text(encoding="utf-8")):
        around = _province(row)
        found[around.code] = around
        below = [_commune(each, around) for each in row["wards"]]
        by_province[around.code] = tuple(sorted(below, key=lambda each: (fold(each.short), each.code)))
    within = {
        code: tuple(named(each, each.short, kind=each.kind) for each in below) for code, below in by_province.items()
    }
    return _Atlas(
        provinces=found,
        communes={each.code: each for below in by_province.values() for each in below},
        by_province=by_province,
        province_names=tuple(named_with_initials(each, each.short) for each in found.values()),
        commune_names=tuple(name for names in within.values() for name in names),
        names_within=within,
    )


def _listed() -> Path:
    package = importlib.util.find_spec("vietnam_provinces")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("vietnam-provinces is not installed", name="vietnam_provinces")
    return Path(package.origin).parent / "data" / "nested-divisions.json"


def _province(row: Mapping[str, object]) -> Province:
    name = str(row["name"])
    short = name.removeprefix("Thành phố ")
    return Province(f"{row['code']:02}", name if name != short else f"Tỉnh {name}", short)


def _commune(row: Mapping[str, object], within: Province) -> Commune:
    # Some names of the list have two spaces in a row.
    name, kind = " ".join(str(row["name"]).split()), str(row["division_type"])
    return Commune(f"{row['code']:05}", name, name[len(kind) + 1 :], kind, within)
