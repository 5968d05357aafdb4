"""The export's workbook, read back cell by cell."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from content.models import Course
from content.phrases import Phrases
from storage.engine import Database
from storage.erasing import erase
from tests.handlers.report_class import CAT_TIEN, DA_TEH, DAO_THANH, START, ReportClass
from tests.handlers.small_course import small

SECRETARY = "Bí thư chi bộ, trưởng thôn, bon, tổ trưởng tổ dân phố"
OFFICIAL = "Công chức khối chính quyền cấp xã"
TOPIC = "1. Quản trị toàn diện ở cấp xã"
REGISTERED, HANDED_IN = datetime(2026, 5, 22, 19, 0), datetime(2026, 5, 24, 9, 30)  # noqa: DTZ001  # as cells have it


@pytest.fixture
def school(db: Database, course: Course, phrases: Phrases, tmp_path: Path) -> ReportClass:
    return ReportClass(db, small(course), phrases, tmp_path)


async def test_every_sheet_of_a_small_class(school: ReportClass) -> None:
    an = await school.learner("Nguyễn Văn An")
    binh = await school.learner("Trần Thị Bình", group="chinh-quyen")
    await school.learner("Lê Ánh", CAT_TIEN)
    await school.reads(an, "btcb-01", "chung-01", opened_only=["cd1-01"])
    await school.reads(binh, "chung-01")
    await school.answers(an, "cd1", {"ten": ("A", True), "ngay": ("B", True), "vai": ("AB", False)}, passed=True)
    await school.answers(binh, "cd1", {"ten": ("B", False), "cu": ("D", True)}, passed=False)
    first = await school.hands_in(
        an, [("van-de", "Đường hỏng."), ("van-de", "Từ 2024."), ("de-xuat", "Sửa đường.")],
        topics=["cd1", "cd2"], levels=["tinh", "xa"],
    )  # fmt: skip
    second = await school.hands_in(binh, [("essay", "Gửi bài.")], [("bai.pdf", b"%PDF-1")], late=True)
    sheets = await school.sheets()
    assert list(sheets) == [
        "Tổng hợp", "Học viên", "Bài học", "Kiểm tra", "Bài thu hoạch", "Kiến nghị theo cấp",
        "Chưa liên lạc được",
    ]  # fmt: skip
    assert sheets["Chưa liên lạc được"] == [
        ["Tỉnh, thành phố", "Xã, phường, đặc khu", "Họ và tên", "Nhóm đối tượng", "Chức vụ", "Vì sao", "Từ khi",
         "Nhắn cho bot lần cuối"],
    ]  # fmt: skip
    cat_tien, da_teh = ("Tỉnh Lâm Đồng", "Xã Cát Tiên"), ("Tỉnh Lâm Đồng", "Xã Đạ Tẻh")
    assert sheets["Tổng hợp"] == [
        ["Tỉnh, thành phố", "Xã, phường, đặc khu", "Nhóm đối tượng", "Đã đăng ký", "Bài đọc trung bình",
         "Bài kiểm tra đạt trung bình", "Đã nộp bài thu hoạch", "Tỷ lệ nộp", "Nộp muộn", "Chưa nộp"],
        [*cat_tien, SECRETARY, 1, 0, 0, 0, 0, 0, 1],
        [*da_teh, SECRETARY, 1, 2, 1, 1, 1, 0, 0],
        [*da_teh, OFFICIAL, 1, 1, 0, 1, 1, 1, 0],
        ["Tổng cộng", None, None, 3, 1, pytest.approx(1 / 3), 2, pytest.approx(2 / 3), 1, 1],
    ]  # fmt: skip
    here = ("Xã Đạ Tẻh", "Tỉnh Lâm Đồng")
    assert sheets["Học viên"] == [
        ["Họ và tên", "Nhóm đối tượng", "Chức vụ", "Xã, phường, đặc khu", "Tỉnh, thành phố", "Đăng ký lúc",
         "Bài đã đọc", "Số bài của nhóm", "Chuyên đề 1: số câu đúng cao nhất", "Chuyên đề 2: số câu đúng cao nhất",
         "Bài kiểm tra đạt", "Bài thu hoạch", "Số biên nhận", "Bản nộp thứ", "Nộp lúc", "Đúng hạn hay muộn"],
        ["Lê Ánh", SECRETARY, "Trưởng thôn", "Xã Cát Tiên", "Tỉnh Lâm Đồng", REGISTERED, 0, 4, None, None, 0,
         "Chưa nộp"],
        ["Nguyễn Văn An", SECRETARY, "Trưởng thôn", *here, REGISTERED, 2, 4, 2, None, 1,
         "Đã nộp", first, 1, HANDED_IN, "Đúng hạn"],
        ["Trần Thị Bình", OFFICIAL, "Trưởng thôn", *here, REGISTERED, 1, 4, 1, None, 0,
         "Đã nộp", second, 1, HANDED_IN, "Muộn"],
    ]  # fmt: skip
    groups = [
        f"Đã đọc: {name}"
        for name in (
            "Bí thư chi bộ, trưởng thôn, tổ trưởng", "Công chức chính quyền cấp xã", "Mặt trận và các đoàn thể",
            "Cơ quan tham mưu của Đảng ủy", "Lãnh đạo, quản lý cấp xã", "Giảng viên trường chính trị",
        )
    ]  # fmt: skip
    assert sheets["Bài học"] == [
        ["Bài học", "Thuộc phần", "Số người của phần này", "Đã mở", "Đã đọc", "Tỷ lệ đọc", *groups],
        ["Nghe dân nói", SECRETARY, 2, 1, 1, 0.5, 1, 0, 0, 0, 0, 0],
        ["Tiếp dân", OFFICIAL, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0],
        ["Kiểm lại điều AI nói", "Phần chung", 3, 2, 2, pytest.approx(2 / 3), 1, 1, 0, 0, 0, 0],
        ["Một người lo chính", TOPIC, 3, 1, 0, 0, 0, 0, 0, 0, 0, 0],
        ["Từ con số đến việc", "2. Điều hành vì tăng trưởng hai con số", 3, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ]
    assert sheets["Kiểm tra"] == [
        ["Chuyên đề hoặc nhóm", "Câu hỏi", "Đáp án đúng", "Lượt trả lời", "Lượt đúng", "Tỷ lệ đúng",
         "Chọn A", "Chọn B", "Chọn C", "Chọn D", "Nội dung A", "Nội dung B", "Nội dung C", "Nội dung D"],
        [TOPIC, "Một việc mấy tên?", "A", 2, 1, 0.5, 1, 1, 0, 0, "Một tên", "Hai tên", "Ba tên"],
        [TOPIC, "Việc gì cần hẹn ngày?", "B", 1, 1, 1, 0, 1, 0, 0, "Không việc nào", "Mọi việc"],
        [TOPIC, "Ai cùng làm?", "A, C", 1, 0, 0, 1, 1, 0, 0, "Chi bộ", "Chẳng ai cả", "Mặt trận", "Người qua đường"],
        ["2. Điều hành vì tăng trưởng hai con số", "Một việc mấy tên?", "A", 0, 0, 0, 0, 0, 0, 0,
         "Một tên", "Hai tên", "Ba tên"],
        [TOPIC, "Câu không còn trong bài (cu)", None, 1, 1, 1, 0, 0, 0, 1],
    ]  # fmt: skip
    both = f"{TOPIC}\n2. Điều hành vì tăng trưởng hai con số"
    assert sheets["Bài thu hoạch"] == [
        ["Số biên nhận", "Họ và tên", "Nhóm đối tượng", "Chức vụ", "Xã, phường, đặc khu", "Tỉnh, thành phố",
         "Chuyên đề", "Vấn đề ở nơi tôi", "Nguyên nhân", "Kiến nghị, đề xuất", "Bài viết sẵn, phần khác",
         "Cấp giải quyết", "Tệp kèm theo", "Bản nộp thứ", "Nộp lúc", "Đúng hạn hay muộn"],
        [first, "Nguyễn Văn An", SECRETARY, "Trưởng thôn", *here, both, "Đường hỏng.\nTừ 2024.", None, "Sửa đường.",
         None, "Cấp tỉnh\nCấp xã", None, 1, HANDED_IN, "Đúng hạn"],
        [second, "Trần Thị Bình", OFFICIAL, "Trưởng thôn", *here, TOPIC, None, None, None, "Gửi bài.", None, "bai.pdf",
         1, HANDED_IN, "Muộn"],
    ]  # fmt: skip
    assert sheets["Kiến nghị theo cấp"] == [
        ["Cấp", "Kiến nghị, đề xuất", "Chuyên đề", "Xã, phường, đặc khu", "Tỉnh, thành phố", "Họ và tên",
         "Số biên nhận"],
        ["Cấp xã", "Sửa đường.", both, *here, "Nguyễn Văn An", first],
        ["Cấp tỉnh", "Sửa đường.", both, *here, "Nguyễn Văn An", first],
        ["Chưa chọn cấp", "Gửi bài.", TOPIC, *here, "Trần Thị Bình", second],
    ]  # fmt: skip


async def test_sheets_are_made_for_reading_and_filtering(school: ReportClass) -> None:
    an = await school.learner("Nguyễn Văn An")
    await school.hands_in(an, [("van-de", "Đường hỏng. " * 50)])
    book = load_workbook(await school.report(format="xlsx", by="Phạm Thị Hoa", province="68", group="bi-thu-chi-bo"))
    cover = (
        "Lớp bồi dưỡng nâng cao năng lực, xử lý tình huống thực tiễn đối với đội ngũ cán bộ cơ sở (664-KH/HVCTQG)"
        " · Phạm vi: Tỉnh Lâm Đồng · nhóm Bí thư chi bộ, trưởng thôn, tổ trưởng"
        " · Lập lúc 17:05 24/5/2026 · Người lập: Phạm Thị Hoa"
    )
    assert {sheet["A1"].value for sheet in book} == {cover}
    assert {sheet.freeze_panes for sheet in book} == {"A3"}
    assert book["Tổng hợp"].auto_filter.ref == "A2:J3"  # the sums stay out
    assert book["Học viên"].auto_filter.ref == "A2:P3"
    essays = book["Bài thu hoạch"]
    assert essays.column_dimensions["H"].width == pytest.approx(60, abs=1)
    assert essays.column_dimensions["E"].width == pytest.approx(18, abs=1)
    assert essays["H3"].alignment.wrap_text is True
    assert (essays["O3"].number_format, essays["O3"].is_date) == ("dd/mm/yyyy hh:mm", True)
    assert book["Tổng hợp"]["H3"].number_format == "0%"


DANGEROUS = ["=1+1", "+84 912", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://127.0.0.1")']


async def test_no_text_becomes_a_formula(school: ReportClass) -> None:
    for number, text in enumerate(DANGEROUS):
        person = await school.learner(f"=Tên {number}")
        await school.hands_in(person, [("de-xuat", text)], levels=["xa"])
    path = await school.report(format="xlsx")
    essays = load_workbook(path)["Bài thu hoạch"]
    rows = list(essays.iter_rows(min_row=3))
    assert [row[9].value for row in rows] == [text.replace("\r", "\n") for text in DANGEROUS]
    assert [(row[1].data_type, row[1].quotePrefix, row[9].data_type, row[9].quotePrefix) for row in rows] == [
        ("s", True, "s", True)
    ] * len(DANGEROUS)
    with zipfile.ZipFile(path) as parts:
        assert [name for name in parts.namelist() if b"<f>" in parts.read(name)] == []


async def test_what_people_type_stands_as_they_typed_it(school: ReportClass) -> None:
    texts = {
        'Tên <r> & "K\'Brẻh"': "<r><t>xã</t></r>",
        "Ả": " đầu và cuối \n\nhai dòng ",
        "Ẩn": "a\x00b\x07c\ud800d\uffffe\x0bf",
        "Ẫn": "🙂 \u202eđảo\u202c \u200bẩn\u00a0",
    }
    for name, text in texts.items():
        await school.hands_in(await school.learner(name), [("van-de", text.replace("\ud800", ""))])
    rows = (await school.sheets())["Bài thu hoạch"][1:]
    assert {row[1]: row[7] for row in rows} == {**texts, "Ẩn": "abcdef"}


async def test_what_looks_like_excels_own_escape_is_kept(school: ReportClass) -> None:
    await school.hands_in(await school.learner("An"), [("van-de", "_x000D_x0041_ và _x00")])
    with zipfile.ZipFile(await school.report(format="xlsx")) as parts:
        sheet = parts.read("xl/worksheets/sheet5.xml").decode()
    assert re.findall(r"<t[^>]*>(_x[^<]*)</t>", sheet) == ["_x005F_x000D_x005F_x0041_ và _x00"]


async def test_an_overlong_text_goes_on_in_further_rows_without_loss(school: ReportClass) -> None:
    text = "".join(f"{number}. Đường vào thôn hỏng 🙂\n" for number in range(3000))
    receipt = await school.hands_in(await school.learner("An"), [("van-de", text), ("de-xuat", "Sửa.")], levels=["xa"])
    rows = (await school.sheets())["Bài thu hoạch"][1:]
    assert [row[0] for row in rows] == [receipt, f"{receipt} (phần 2)", f"{receipt} (phần 3)"]
    assert "".join(row[7] for row in rows) == text
    assert [row[9] if len(row) > 9 else None for row in rows] == ["Sửa.", None, None]
    assert max(len(row[7].encode("utf-16-le")) // 2 for row in rows) == 32_767


@pytest.mark.parametrize(
    ("spec", "names"),
    [
        ({}, ["Mỹ", "Ánh", "An", "Bình"]),
        ({"province": "68"}, ["Ánh", "An", "Bình"]),
        ({"province": "68", "commune": DA_TEH}, ["An", "Bình"]),
        ({"group": "chinh-quyen"}, ["Bình"]),
        ({"handed_in": True}, ["Ánh"]),
        ({"province": "68", "commune": DA_TEH, "handed_in": True}, []),
    ],
)
async def test_filters_bound_every_sheet(school: ReportClass, spec: dict[str, object], names: list[str]) -> None:
    await school.learner("An")
    await school.learner("Bình", group="chinh-quyen")
    anh = await school.learner("Ánh", CAT_TIEN)
    await school.learner("Mỹ", DAO_THANH, province="82")
    await school.hands_in(anh, [("van-de", "Thiếu nước.")])
    sheets = await school.sheets(**spec)
    assert [row[0] for row in sheets["Học viên"][1:]] == names
    assert sheets["Tổng hợp"][-1][3] == len(names)
    assert [row[1] for row in sheets["Bài thu hoạch"][1:]] == [name for name in names if name == "Ánh"]


async def test_the_erased_count_without_a_name_and_others_without_consent_do_not_count(school: ReportClass) -> None:
    await school.learner("An")
    gone = await school.learner("Bình")
    await school.reads(gone, "btcb-01")
    await school.hands_in(gone, [("van-de", "Thiếu nước.")])
    async with school.db.write() as store:
        await erase(store, gone, now=START)
    sheets = await school.sheets()
    assert sheets["Tổng hợp"][-1] == ["Tổng cộng", None, None, 2, 0.5, 0, 1, 0.5, 0, 1]
    assert [row[0] for row in sheets["Học viên"]] == ["Họ và tên", "An"]
    assert len(sheets["Bài thu hoạch"]) == 1


async def test_only_the_version_handed_in_last_is_listed(school: ReportClass) -> None:
    an = await school.learner("An")
    await school.hands_in(an, [("van-de", "Bản một.")])
    second = await school.hands_in(an, [("nguyen-nhan", "Bản hai.")])
    rows = (await school.sheets())["Bài thu hoạch"][1:]
    assert [(row[0], row[8], row[13]) for row in rows] == [(second, "Bản hai.", 2)]


async def test_people_without_a_place_are_listed_too(school: ReportClass) -> None:
    await school.learner("An", commune=None, province=None)
    rows = (await school.sheets())["Học viên"][1:]
    assert rows[0][3:5] == ["Chưa rõ nơi công tác", "Chưa rõ nơi công tác"]


async def test_an_empty_class_gives_empty_tables(school: ReportClass) -> None:
    sheets = await school.sheets()
    assert sheets["Tổng hợp"][1:] == [["Tổng cộng", None, None, 0, 0, 0, 0, 0, 0, 0]]
    assert [len(sheets[name]) for name in ("Học viên", "Bài thu hoạch", "Kiến nghị theo cấp")] == [1, 1, 1]
