"""Phrases: merged from files, refused where they can't be used."""

from pathlib import Path

import pytest

from content import PACKAGED, ContentFaults, Fault, Phrases, load_phrases


def test_files_are_merged_under_their_names(tmp_path: Path) -> None:
    (tmp_path / "quiz.yaml").write_text("right: Đúng rồi.\nresult:\n  passed: Đạt {right}/{all}.\n", encoding="utf-8")
    (tmp_path / "menu.yaml").write_text("hour: 08:00\nno: no\nlong: |-\n  Một.\n\n  Hai.\n", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("không đọc", encoding="utf-8")

    phrases = load_phrases(tmp_path)

    assert {key: phrases.get(key) for key in phrases} == {
        "menu.hour": "08:00",
        "menu.no": "no",
        "menu.long": "Một.\n\nHai.",
        "quiz.right": "Đúng rồi.",
        "quiz.result.passed": "Đạt {right}/{all}.",
    }
    assert len(phrases) == 5
    assert phrases.placeholders("quiz.result.passed") == {"right", "all"}
    assert phrases.placeholders("quiz.right") == frozenset()
    assert ("quiz.right" in phrases, "quiz.result" in phrases) == (True, False)


def test_a_phrase_that_is_not_there_is_named() -> None:
    phrases = Phrases({})

    with pytest.raises(KeyError, match=r"^'quiz\.right'$"):
        phrases.get("quiz.right")
    with pytest.raises(KeyError, match=r"^'quiz\.right'$"):
        phrases.placeholders("quiz.right")


@pytest.mark.parametrize(
    ("text", "line", "field", "message"),
    [
        ("a: Một\nb: Hai\na: Ba\n", 3, "a", "khóa này viết hai lần"),
        ("a:\n  b: Một\n  b: Hai\n", 3, "b", "khóa này viết hai lần"),
        ("a:\n  b: Một\na.b: Hai\n", 3, "a.b", "câu quiz.a.b đã có ở trên"),
        ("a:\n  - Một\n", 1, "a", "cần một câu, hoặc các khóa con"),
        ("- Một\n", 1, "", "cần một câu, hoặc các khóa con"),
        ("Một\n", 1, "", "cần một câu, hoặc các khóa con"),
        ("a: Một {\n", 1, "a", "chỗ trống phải viết như {ten}, dấu ngoặc nhọn phải đủ cặp"),
        ("a: Một {}\n", 1, "a", "chỗ trống phải viết như {ten}, dấu ngoặc nhọn phải đủ cặp"),
        ("a: Một {0}\n", 1, "a", "chỗ trống phải viết như {ten}, dấu ngoặc nhọn phải đủ cặp"),
        ("a: Một {b.c}\n", 1, "a", "chỗ trống phải viết như {ten}, dấu ngoặc nhọn phải đủ cặp"),
        ("a: Một {b:>3}\n", 1, "a", "chỗ trống phải viết như {ten}, dấu ngoặc nhọn phải đủ cặp"),
        ("a: Một {b!r}\n", 1, "a", "chỗ trống phải viết như {ten}, dấu ngoặc nhọn phải đủ cặp"),
        ("", 1, "", "tệp trống"),
    ],
)
def test_what_cannot_be_used_is_a_fault(tmp_path: Path, text: str, line: int, field: str, message: str) -> None:
    (tmp_path / "quiz.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(ContentFaults) as raised:
        load_phrases(tmp_path)

    assert raised.value.faults == (Fault(f"{tmp_path.name}/quiz.yaml", line, field, message),)


def test_all_faults_of_all_files_are_found_at_once(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text("a: {\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text("a: [Một]\nb: '{'\n", encoding="utf-8")

    with pytest.raises(ContentFaults) as raised:
        load_phrases(tmp_path)

    assert [(fault.file.split("/")[1], fault.line) for fault in raised.value.faults] == [
        ("a.yaml", 1),
        ("a.yaml", 2),
        ("b.yaml", 2),
    ]


def test_the_packaged_phrases_can_be_filled() -> None:
    phrases = load_phrases(PACKAGED / "phrases")

    filled = {key: phrases.get(key).format(**dict.fromkeys(phrases.placeholders(key), "…")) for key in phrases}

    assert [key for key, text in filled.items() if not text.strip() or "{" in text] == []
