"""The bot's sentences: the YAML files of one folder, each key under its file's name.

`right:` in quiz.yaml is `quiz.right`; keys below keys are joined by dots too.
"""

import string
from collections.abc import Iterator, Mapping
from pathlib import Path

from content.faults import ContentFaults, Fault, in_order
from content.yamlfile import Value, read_document


class Phrases:
    """Sentences by key. Their placeholders are names in braces, to be filled by `str.format`."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = dict(texts)

    def get(self, key: str) -> str:
        """The sentence as written. Raises KeyError naming a key that isn't there."""
        return self._texts[key]

    def placeholders(self, key: str) -> frozenset[str]:
        """The names that the sentence needs. Raises KeyError naming a key that isn't there."""
        return frozenset(_names(self._texts[key]))

    def __contains__(self, key: object) -> bool:
        return key in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def load_phrases(directory: Path) -> Phrases:
    """Every sentence of the folder's `*.yaml`. Raises ContentFaults with all that is wrong in them."""
    phrases, faults = read_phrases(directory)
    if faults:
        raise ContentFaults(tuple(faults))
    return phrases


def read_phrases(directory: Path) -> tuple[Phrases, list[Fault]]:
    """The sentences that can be used, and all that is wrong with the others, in the order of files and lines."""
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for path in sorted(directory.glob("*.yaml")):
        document, found = read_document(path, f"{directory.name}/{path.name}")
        faults += found
        if document is None:
            continue
        for loc, value in _leaves(document.value):
            key = ".".join((path.stem, *loc))
            if wrong := _wrong(key, loc, value, texts):
                faults.append(document.fault(wrong, *loc))
            else:
                texts[key] = str(value).strip()
    return Phrases(texts), in_order(faults)


def _leaves(value: Value, loc: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Value]]:
    """Everything that has no keys below it, with the keys that lead there."""
    if not isinstance(value, dict):
        yield loc, value
        return
    for name, below in value.items():
        yield from _leaves(below, (*loc, name))


def _wrong(key: str, loc: tuple[str, ...], value: Value, others: Mapping[str, str]) -> str | None:
    """What keeps a leaf from being the sentence of this key."""
    if not isinstance(value, str) or not loc:
        return "cần một câu, hoặc các khóa con"
    if key in others:
        return f"câu {key} đã có ở trên"
    if not _well_formed(value):
        return "chỗ trống phải viết như {ten}, dấu ngoặc nhọn phải đủ cặp"
    return None


def _names(text: str) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]


def _well_formed(text: str) -> bool:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return False
    return all(name is None or (name.isidentifier() and not form and not how) for _, name, form, how in parts)
