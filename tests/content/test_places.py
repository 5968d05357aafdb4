"""Places by code and by what people type."""

import re
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content import commune, communes, find_communes, find_provinces, fold, province, provinces


def found(text: str, within: str | None = None, limit: int = 8) -> list[str]:
    return [f"{each.name}, {each.province.short}" for each in find_communes(text, within, limit)]


def test_the_official_lists_are_whole() -> None:
    everyone = [each for around in provinces() for each in communes(around.code)]

    assert (len(provinces()), len(everyone)) == (34, 3321)
    assert Counter(each.kind for each in everyone) == {"xã": 2621, "phường": 687, "đặc khu": 13}
    assert [each.code for each in everyone if not re.fullmatch(r"\d{5}", each.code)] == []
    assert [each.code for each in provinces() if not re.fullmatch(r"\d{2}", each.code)] == []
    assert [each for each in everyone if each.name.lower() != f"{each.kind} {each.short}".lower()] == []
    assert [each for each in everyone if commune(each.code) is not each] == []


def test_a_place_by_its_code() -> None:
    assert (province("01").name, province("01").short) == ("Thành phố Hà Nội", "Hà Nội")
    assert (province("68").name, province("68").short) == ("Tỉnh Lâm Đồng", "Lâm Đồng")
    hoan_kiem = commune("00070")
    assert (hoan_kiem.name, hoan_kiem.short, hoan_kiem.kind) == ("Phường Hoàn Kiếm", "Hoàn Kiếm", "phường")
    assert hoan_kiem.province is province("01")


@pytest.mark.parametrize("code", ["", "1", "70", "99999", "00070 "])
def test_an_unknown_code_is_a_key_error(code: str) -> None:
    with pytest.raises(KeyError):
        commune(code)
    with pytest.raises(KeyError):
        province(code)
    with pytest.raises(KeyError):
        communes(code)
    with pytest.raises(KeyError):
        find_communes("Tân Hưng", code)


TAN_HUNG = [
    "Phường Tân Hưng, Hải Phòng",
    "Xã Tân Hưng, Hưng Yên",
    "Xã Tân Hưng, Đồng Nai",
    "Phường Tân Hưng, Hồ Chí Minh",
    "Xã Tân Hưng, Tây Ninh",
    "Xã Tân Hưng, Cà Mau",
]


@pytest.mark.parametrize("text", ["Tân Hưng", "tan hung", "TÂN HƯNG", "  tan   hưng ", "tanhung", "Tân Hưng,"])
def test_homonyms_come_with_each_ones_province(text: str) -> None:
    assert found(text) == TAN_HUNG


@pytest.mark.parametrize("text", ["xã Tân Hưng", "xa tan hung", "x. tân hưng", "X.Tân Hưng"])
def test_the_kind_that_was_typed_comes_first(text: str) -> None:
    assert found(text) == [
        "Xã Tân Hưng, Hưng Yên",
        "Xã Tân Hưng, Đồng Nai",
        "Xã Tân Hưng, Tây Ninh",
        "Xã Tân Hưng, Cà Mau",
        "Phường Tân Hưng, Hải Phòng",
        "Phường Tân Hưng, Hồ Chí Minh",
    ]


@pytest.mark.parametrize(
    "text", ["Tân Hưng, Tây Ninh", "tan hung tay ninh", "xã tân hưng tỉnh tây ninh", "Tân Hưng Tây Ninh"]
)
def test_a_province_may_follow_the_name(text: str) -> None:
    assert found(text) == ["Xã Tân Hưng, Tây Ninh"]


def test_a_province_bounds_the_search() -> None:
    assert found("tan hung", "80") == ["Xã Tân Hưng, Tây Ninh"]
    assert found("tan hung tay ninh", "80") == ["Xã Tân Hưng, Tây Ninh"]
    assert found("tan hung tay ninh", "01") == []
    assert found("hoa binh", "25") == ["Phường Hòa Bình, Phú Thọ"]


@pytest.mark.parametrize("text", ["Hòa Bình", "Hoà Bình", "hoa binh"])
def test_the_tone_may_stand_on_either_vowel(text: str) -> None:
    assert found(text) == [
        "Phường Hòa Bình, Phú Thọ",
        "Phường Hoà Bình, Hải Phòng",
        "Phường Hòa Bình, Hồ Chí Minh",
        "Xã Hòa Bình, Vĩnh Long",
        "Xã Hòa Bình, Cà Mau",
    ]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Yên Hoa", ["Xã Yên Hoa, Tuyên Quang"]),
        ("Yên Hòa", ["Phường Yên Hòa, Hà Nội", "Xã Yên Hòa, Nghệ An", "Xã Yên Hòa, Hà Tĩnh"]),
        ("Sơn Đông", ["Xã Sơn Đông, Phú Thọ", "Phường Sơn Đông, Vĩnh Long"]),
        ("Sơn Đồng", ["Xã Sơn Đồng, Hà Nội"]),
        ("Sơn Động", ["Xã Sơn Động, Bắc Ninh"]),
        ("Ba Dinh", ["Phường Ba Đình, Hà Nội", "Xã Ba Đình, Thanh Hóa", "Xã Ba Dinh, Quảng Ngãi"]),
    ],
)
def test_accents_that_were_typed_come_first(text: str, first: list[str]) -> None:
    assert found(text)[: len(first)] == first


@pytest.mark.parametrize(
    ("text", "all_found"),
    [
        ("da lat", [f"Phường {name} - Đà Lạt, Lâm Đồng" for name in ("Cam Ly", "Lâm Viên", "Lang Biang")]),
        ("mdrak", ["Xã M’Drắk, Đắk Lắk"]),
        ("ea m'droh", ["Xã Ea M’Droh, Đắk Lắk"]),
        ("b'lao", ["Phường B'Lao, Lâm Đồng"]),
        ("van mieu quoc", ["Phường Văn Miếu - Quốc Tử Giám, Hà Nội"]),
        ("dac khu con dao", ["Đặc khu Côn Đảo, Hồ Chí Minh"]),
        ("thị trấn Phú Quốc", ["Đặc khu Phú Quốc, An Giang"]),
        ("đống đ", ["Phường Đống Đa, Hà Nội", "Xã Đồng Đăng, Lạng Sơn", "Xã Đồng Dương, Đà Nẵng"]),
    ],
)
def test_any_part_of_a_name_will_do(text: str, all_found: list[str]) -> None:
    assert found(text)[:3] == all_found


def test_a_name_that_begins_like_a_kind_is_found_whole() -> None:
    assert found("Xa Dung")[0] == "Xã Xa Dung, Điện Biên"
    assert found("xã Xa Dung") == ["Xã Xa Dung, Điện Biên"]
    assert found("xã Xà Phiên, tp Cần Thơ") == ["Xã Xà Phiên, Cần Thơ"]
    assert found("phuong duc")[0] == "Xã Phượng Dực, Hà Nội"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("lang", ["Láng", "Lang Biang - Đà Lạt", "Lạng Giang", "Láng Tròn", "Bằng Lang", "Chân Mây – Lăng Cô"]),
        ("an binh", [*["An Bình"] * 5, "Tân Bình", "Tân Bình", "Tân Thuận Bình", "Xuân Bình"]),
        ("ung h", ["Ứng Hòa", "Bình Hưng Hòa", "Hưng Hà", "Hùng Hòa", "Hưng Hội", "Phụng Hiệp"]),
    ],
)
def test_whole_names_come_before_beginnings_before_words_before_parts(text: str, names: list[str]) -> None:
    assert [each.short for each in find_communes(text, limit=50)][: len(names)] == names


@pytest.mark.parametrize(
    "text", ["", "   ", ",", "-", "’", "không có xã này", "\x00", "🙂", "ạ" * 10_000, "a b " * 5_000]
)
def test_what_names_no_place_finds_none(text: str) -> None:
    assert find_communes(text) == []


def test_the_limit_holds() -> None:
    assert [len(find_communes("a", limit=limit)) for limit in (1, 8, 20)] == [1, 8, 20]
    assert [len(find_provinces("a", limit=limit)) for limit in (1, 3)] == [1, 3]


def test_every_commune_is_found_by_its_name_without_accents() -> None:
    everyone = [each for around in provinces() for each in communes(around.code)]

    assert [each for each in everyone if each not in find_communes(fold(each.name), each.province.code)] == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("lam dong", ["Lâm Đồng"]),
        ("Tỉnh Lâm Đồng", ["Lâm Đồng"]),
        ("hcm", ["Hồ Chí Minh"]),
        ("TPHCM", ["Hồ Chí Minh"]),
        ("TP. Hồ Chí Minh", ["Hồ Chí Minh"]),
        ("Hà", ["Hà Nội", "Hà Tĩnh", "Hải Phòng"]),
        ("dong", ["Đồng Nai", "Đồng Tháp", "Lâm Đồng"]),
        ("Atlantis", []),
        ("", []),
    ],
)
def test_provinces_as_people_type_them(text: str, names: list[str]) -> None:
    assert [each.short for each in find_provinces(text, limit=3)] == names


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Đồng chí", "dong chi"),
        ("  Xã   ĐẮK  Lắk ", "xa dak lak"),
        ("Thuỷ\tNguyên\n", "thuy nguyen"),
        ("Hòa", "hoa"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=40))
def test_any_text_can_be_searched(text: str) -> None:
    assert len(find_communes(text)) <= 8
