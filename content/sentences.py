"""What pydantic finds wrong, as a Vietnamese sentence for the one who edits the file."""

from collections.abc import Mapping
from typing import Any, Final

_SENTENCES: Final[Mapping[str, str]] = {
    "content": "{message}",
    "missing": "thiếu khóa này",
    "extra_forbidden": "không có khóa tên này (gõ nhầm?)",
    "string_type": "cần một câu chữ",
    "string_too_short": "không được để trống",
    "string_pattern_mismatch": "viết chưa đúng mẫu: mã chỉ gồm chữ thường không dấu, số và gạch nối",
    "too_short": "cần ít nhất {min_length} mục",
    "too_long": "nhiều nhất {max_length} mục",
    "tuple_type": "cần một danh sách",
    "frozen_set_type": "cần một hoặc nhiều chữ cái",
    "int_parsing": "cần một số nguyên",
    "greater_than_equal": "cần một số từ {ge} trở lên",
    "model_type": "cần một mục có các khóa con",
    "dict_type": "cần một mục có các khóa con",
}
_PATTERNS: Final[Mapping[str, str]] = {
    "^[A-Z]$": "cần một chữ cái in hoa: A, B, C…",
    "^[0-9]{3}$": "cần ba chữ số như 002",
}


def sentence(error: Mapping[str, Any]) -> str:
    """The sentence for one of ValidationError's errors; a general one where none is written for its type."""
    context = error.get("ctx", {})
    match error["type"]:
        case "string_too_long":
            return f"dài {len(error['input'].strip())} ký tự, nhiều nhất {context['max_length']}"
        case "string_pattern_mismatch" if context["pattern"] in _PATTERNS:
            return _PATTERNS[context["pattern"]]
        case "literal_error":
            return f"chỉ nhận {context['expected'].replace(' or ', ' hoặc ')}"
        case kind:
            return _SENTENCES.get(kind, "viết chưa đúng dạng").format_map(context)
