"""Situations: walking them, what breaks them, and the graph that their authors read."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import Fault, check_course, load_course
from content.situation_text import graph
from content.situations import Situation
from content.walking import LONGEST, Stand, begun, good_course, paths, shown, walked
from tests.content.breaking import Break
from tests.samples import LOP_664

FILE = "situations/dat-thon.yaml"


@cache
def loaded() -> Situation:
    return load_course(LOP_664).situation("dat-thon")


@pytest.fixture
def situation() -> Situation:
    return loaded()


def test_every_way_has_four_to_six_decisions_and_an_ending(situation: Situation) -> None:
    walks = list(paths(situation))

    assert len(walks) == 324
    assert Counter(len(walk.taken) for walk in walks) == {5: 162, 6: 162}
    assert Counter(walk.ending.id if walk.ending else None for walk in walks) == {
        "yen-loi-di": 8, "tam-yen": 40, "don-vuot-cap": 168, "bo-do": 108,
    }  # fmt: skip


def test_the_good_course_ends_well(situation: Situation) -> None:
    walk = good_course(situation)

    assert [taken.choice.id for taken in walk.taken] == ["B", "B", "C", "A", "B"]
    assert walk.ending == situation.endings[0]
    assert walk.taken[-1].after == Stand("yen-loi-di", 3, 10, frozenset({"da-nghe", "giu-nguyen", "co-ho-so"}))


def test_what_a_choice_brings_depends_on_earlier_ones(situation: Situation) -> None:
    heard = walked(situation, [("toi-nay", "B"), ("sang-som", "B")])
    scolded = walked(situation, [("toi-nay", "A"), ("sang-som", "B")])
    assert heard is not None
    assert scolded is not None

    assert heard.taken[-1].outcome.says.startswith("Hai bên ký ngay")
    assert scolded.taken[-1].outcome.says.startswith("Chị Lụa không tin")
    assert (heard.taken[-1].after.time, scolded.taken[-1].after.time) == (7, 7)
    node = situation.node("sang-som")
    assert node is not None
    assert [aside.text[:14] for aside in shown(node, heard.taken[0].after)] == ["Thấy đồng chí "]
    assert shown(node, scolded.taken[0].after) == []


def test_a_way_that_the_story_does_not_have_is_none(situation: Situation) -> None:
    assert walked(situation, [("sang-som", "A")]) is None
    assert walked(situation, [("toi-nay", "D")]) is None
    assert walked(situation, []) is not None
    assert begun(situation) == Stand("toi-nay", 10, 5)


@given(st.lists(st.sampled_from("ABC"), min_size=LONGEST, max_size=LONGEST))
def test_time_and_trust_stay_within_their_bounds(letters: list[str]) -> None:
    situation = loaded()
    stand, decisions = begun(situation), []
    for letter in letters:
        node = situation.node(stand.at)
        if node is None or node.choice(letter) is None:
            break
        decisions.append((node.id, letter))
        walk = walked(situation, decisions)
        assert walk is not None
        stand = walk.taken[-1].after
        assert 0 < stand.time <= 10
        assert 0 <= stand.trust <= 10


def broken(old: str, new: str, at: str, field: str, message: str) -> Break:
    return Break(FILE, old, new, at, field, message)


BREAKS = {
    "an id that isn't the file's": broken(
        "^id: dat-thon", "id: dat-xa", "id: dat-xa", "id", "mã của tình huống phải là tên tệp: dat-thon"
    ),
    "an unknown group": broken(
        "^group: .*", "group: gia-lang", "group:", "group", "không có nhóm đối tượng nào mang mã gia-lang"
    ),
    "an unknown topic": broken("^topic: cd3", "topic: cd9", "topic:", "topic", "không có chuyên đề nào mang mã cd9"),
    "an unknown lesson": broken(
        r"lessons: \[btcb-01", "lessons: [btcb-77", "lessons:", "lessons.1", "không có bài học nào mang mã btcb-77"
    ),
    "a source that the course doesn't list": broken(
        r"source: \[000", "source: [009", "source:", "source", "nguồn 009 không có trong course.yaml"
    ),
    "a beginning that isn't there": broken(
        "^first: .*", "first: toi-mai", "first:", "first", "không có đoạn nào mang mã toi-mai"
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_a_head_that_is_wrong_is_one_fault(copied: Path, name: str) -> None:
    fault = BREAKS[name].apply(copied)

    assert check_course(copied) == [fault]


def changed(course: Path, *pairs: tuple[str, str]) -> list[tuple[str, str]]:
    """(field, message) of the faults after these replacements in the situation's file."""
    text = (course / FILE).read_text(encoding="utf-8")
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    (course / FILE).write_text(text, encoding="utf-8")
    found = check_course(course)
    assert {fault.file for fault in found} <= {FILE}
    return [(fault.field, fault.message) for fault in found]


@pytest.mark.parametrize(
    ("pairs", "faults"),
    [
        ([("next: lo-chuyen", "next: dau-do")],
         [("nodes.giay-to.choices.B", "không có đoạn hay cái kết nào mang mã dau-do")]),
        ([("        time: -1\n        trust: -1\n        next: bo-do", "        next: bo-do")],
         [("nodes.sau-hop.choices.C.outcomes.1.says",
           "lựa chọn này chưa có hệ quả: cần đổi time, trust hoặc ghi marks")]),
        ([("next: bo-do", "next: tam-yen")], [("endings.bo-do.id", "không đường nào dẫn tới cái kết này")]),
        ([("next: lo-chuyen", "next: hop")], [("nodes.lo-chuyen.id", "không đường nào dẫn tới đoạn này")]),
        ([("        next: lo-chuyen", "        next: toi-nay")],
         [("nodes", "đường này quá 6 quyết định mà chưa hết: toi-nay A → sang-som A → giay-to B → toi-nay A → "
           "sang-som A → giay-to A → hop A"), ("nodes.lo-chuyen.id", "không đường nào dẫn tới đoạn này")]),
        ([("        next: lo-chuyen", "        next: bo-do")],
         [("nodes", "đường này có 3 quyết định, cần 4–6: toi-nay A → sang-som A → giay-to B"),
          ("nodes.hop.also", "lời thêm thứ 2 không bao giờ hiện ra"),
          ("nodes.lo-chuyen.id", "không đường nào dẫn tới đoạn này")]),
        ([("\ntime: 10", "\ntime: 4")],
         [("time", "đường này hết thời gian trước khi hết chuyện: toi-nay A → sang-som A → giay-to A → hop A → "
           "sau-hop A")]),
        ([("marks: [lan-rong]", "marks: [lan-xa]")],
         [("nodes", "dấu lan-rong được hỏi đến mà không lựa chọn nào ghi"),
          ("nodes", "dấu lan-xa được ghi mà không chỗ nào hỏi đến"),
          ("nodes.sang-som.also", "lời thêm thứ 1 không bao giờ hiện ra")]),
        ([("          - when: [co-ho-so]\n            trust_from: 6",
           "          - when: [co-ho-so, chia-phe]\n            trust_from: 10")],
         [("endings", "theo better thì tới cái kết tam-yen, không phải kết good"),
          ("endings.yen-loi-di.id", "không đường nào dẫn tới cái kết này"),
          ("nodes.sau-hop.choices.B", "nhánh thứ 1 không bao giờ xảy ra")]),
        ([("    kind: good", "    kind: fair")],
         [("endings", "theo better thì tới cái kết yen-loi-di, không phải kết good")]),
        ([("  - id: tam-yen", "  - id: hop")],
         [("endings.hop.id", "mã hop dùng cho hai chỗ"), ("nodes.hop.id", "mã hop dùng cho hai chỗ"),
          ("nodes.sau-hop.choices.A", "không có đoạn hay cái kết nào mang mã tam-yen"),
          ("nodes.sau-hop.choices.B", "không có đoạn hay cái kết nào mang mã tam-yen")]),
        ([("text: Bảo là hiểu lầm, chị Lụa kể không đúng",
           "text: Nhận là mình sai, nói lại đúng điều đã nói cho cả hai nhà")],
         [("nodes.lo-chuyen.choices", "hai lựa chọn nói như nhau")]),
        ([("    better: C", "    better: D")], [("nodes.giay-to.better", "không có lựa chọn D")]),
        ([("          - trust_from: 6\n            says: >-\n              Nể",
           "          - says: >-\n              Nể")],
         [("nodes.sau-hop.choices.A.outcomes", "chỉ nhánh cuối cùng được để trống điều kiện")]),
    ],
)  # fmt: skip
def test_a_graph_that_does_not_hold_together(
    copied: Path, pairs: list[tuple[str, str]], faults: list[tuple[str, str]]
) -> None:
    assert sorted(changed(copied, *pairs)) == sorted(faults)


def test_the_graph_as_text_shows_every_part_to_its_author(situation: Situation) -> None:
    lines = graph(situation).splitlines()

    assert lines[:5] == [
        "dat-thon: Ranh đất mười một năm chưa yên",
        "  nhìn từ nhóm bi-thu-chi-bo, chuyên đề cd3, việc tranh-chap-dat",
        "  bắt đầu với thời gian 10, lòng tin 5",
        "  324 đường đi, mỗi đường 5–6 quyết định",
        "  cách làm tốt: toi-nay B → sang-som B → giay-to C → hop A → sau-hop B",
    ]
    assert [line.split("]")[0] for line in lines if line.startswith("[")] == [
        "[toi-nay", "[sang-som", "[giay-to", "[lo-chuyen", "[hop", "[sau-hop",
        "[yen-loi-di", "[tam-yen", "[don-vuot-cap", "[bo-do",
    ]  # fmt: skip
    assert [line for line in lines if line.endswith("→ yen-loi-di")] == [
        "      (thời gian -1, lòng tin +1) → yen-loi-di"
    ]
    assert [line for line in lines if line.startswith("      nếu có co-ho-so và")] == [
        "      nếu có co-ho-so và lòng tin từ 6: Hai nhà ký chuyện lối đi. Tập giấy gửi lên xã có ảnh, có lời kể, "
        "có tên người theo dõi và ngày hẹn báo lại."
    ]
    assert lines[-2].startswith("[bo-do] kết dở, 108 đường: Không ai theo")


def test_a_file_with_faults_of_its_own_is_not_walked(copied: Path) -> None:
    (copied / FILE).write_text("id: dat-thon\n", encoding="utf-8")

    assert {(fault.file, fault.message) for fault in check_course(copied)} == {(FILE, "thiếu khóa này")}
    assert Fault(FILE, 1, "debrief", "thiếu khóa này") in check_course(copied)
