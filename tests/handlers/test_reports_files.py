"""The zip of essays, the list of a notice's recipients, and the overview's picture."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.files import Files
from content.models import Course
from content.phrases import Phrases
from handlers.coordinator.names import person_order
from handlers.coordinator.overview_lines import Line
from handlers.coordinator.reports.chart import shortened, wrapped
from handlers.coordinator.reports.desk import Desk
from handlers.coordinator.reports.file_names import Folder, part
from handlers.coordinator.reports.recipients import NoSuchNotice
from storage import notices
from storage.audience import Audience
from storage.engine import Database
from storage.notices import NewNotice
from storage.tables import outbox as outbox_rows
from tests.handlers.report_class import CAT_TIEN, START, ReportClass, cells
from tests.handlers.small_course import small

PDF, JPEG = b"%PDF-1.7 bai", b"\xff\xd8\xff\xe0 anh"


@pytest.fixture
def school(db: Database, course: Course, phrases: Phrases, tmp_path: Path) -> ReportClass:
    return ReportClass(db, small(course), phrases, tmp_path)


async def test_the_zip_has_the_workbook_and_each_essay_in_its_folder(school: ReportClass) -> None:
    an, con = await school.learner("Nguyễn Văn An"), await school.learner("CON", CAT_TIEN)
    first = await school.hands_in(
        an, [("van-de", "Đường hỏng.\nTừ 2024."), ("de-xuat", "Sửa đường.")],
        [("bai.pdf", PDF), ("BAI.pdf", b"%PDF-1.4 khac")], levels=["xa"],
    )  # fmt: skip
    second = await school.hands_in(con, files=[("ảnh: thôn?.jpg", JPEG)])
    folder, other = f"Lâm Đồng/Xã Đạ Tẻh/Nguyễn Văn An - {first}", f"Lâm Đồng/Xã Cát Tiên/_CON - {second}"
    path = await school.report(format="zip")
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist() == [
            "Ket-qua.xlsx", f"{other}/ảnh- thôn-.jpg", f"{folder}/Bài viết.txt", f"{folder}/bai.pdf",
            f"{folder}/BAI (2).pdf",
        ]  # fmt: skip
        assert archive.testzip() is None
        assert archive.read(f"{folder}/bai.pdf") == PDF
        assert archive.read(f"{folder}/BAI (2).pdf") == b"%PDF-1.4 khac"
        assert archive.read(f"{folder}/Bài viết.txt").decode("utf-8-sig").split("\r\n") == [
            "Nguyễn Văn An", first, "", "CHUYÊN ĐỀ", "1. Quản trị toàn diện ở cấp xã", "",
            "VẤN ĐỀ Ở NƠI TÔI", "Đường hỏng.", "Từ 2024.", "", "KIẾN NGHỊ, ĐỀ XUẤT", "Sửa đường.", "",
            "CẤP GIẢI QUYẾT", "Cấp xã", "",
        ]  # fmt: skip
        assert {info.compress_type for info in archive.infolist() if info.filename.endswith(("pdf", "jpg"))} == {0}
        archive.extract("Ket-qua.xlsx", school.folder)
    assert cells(school.folder / "Ket-qua.xlsx") == await school.sheets()


async def test_a_file_that_is_gone_from_disk_is_listed(school: ReportClass) -> None:
    receipt = await school.hands_in(await school.learner("An"), files=[("bai.pdf", PDF)])
    kept = await Files(school.folder / "files").keep(PDF, "bai.pdf")
    Files(school.folder / "files").path(kept.sha256).unlink()
    with zipfile.ZipFile(await school.report(format="zip")) as archive:
        assert archive.namelist() == ["Ket-qua.xlsx", "Tệp bị thiếu.txt"]
        text = archive.read("Tệp bị thiếu.txt").decode("utf-8-sig")
    assert text == f"Lâm Đồng/Xã Đạ Tẻh/An - {receipt}: bai.pdf\r\n"


async def test_a_zip_holds_no_more_than_its_scope(school: ReportClass) -> None:
    await school.hands_in(await school.learner("An"), [("van-de", "Một.")])
    receipt = await school.hands_in(await school.learner("Bình", CAT_TIEN), [("van-de", "Hai.")])
    with zipfile.ZipFile(await school.report(format="zip", province="68", commune=CAT_TIEN)) as archive:
        assert archive.namelist() == ["Ket-qua.xlsx", f"Lâm Đồng/Xã Cát Tiên/Bình - {receipt}/Bài viết.txt"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("bài thu hoạch.docx", "bài thu hoạch.docx"),
        ("../../etc/passwd", ".. .. etc passwd"),
        ("C:\\bai*.pdf", "C bai.pdf"),
        ("ten. . .", "ten"),
        ("nul.tar.gz", "_nul.tar.gz"),
        ("COM¹", "_COM¹"),
        ("\u202efdp.exe", "fdp.exe"),
        ("", "khong-ten"),
        ("...", "khong-ten"),
        ("a" * 200 + ".jpeg", "a" * 95 + ".jpeg"),
        ("ệ" * 200, "ệ" * 80),
    ],
)
def test_names_can_be_unpacked_everywhere(text: str, name: str) -> None:
    assert part(text) == name


def test_equal_names_are_numbered_whatever_their_case() -> None:
    folder = Folder()
    given = ["bai.pdf", "BAI.PDF", "bai.pdf", "x" * 120, "x" * 130]
    assert [folder.take(name) for name in given] == [
        "bai.pdf", "BAI (2).PDF", "bai (3).pdf", "x" * 100, "x" * 96 + " (2)",
    ]  # fmt: skip


def test_people_stand_in_the_order_of_their_given_names() -> None:
    given = ["Trần Văn Đức", "Nguyễn Thị Bình", "Lê Ánh", "Phạm Văn An", "Bùi Văn An"]
    assert sorted(given, key=person_order) == [
        "Bùi Văn An", "Phạm Văn An", "Lê Ánh", "Nguyễn Thị Bình", "Trần Văn Đức",
    ]  # fmt: skip


async def test_a_notices_recipients_as_excel(school: ReportClass) -> None:
    await school.learner("Nguyễn Văn An")
    binh = await school.learner("Bình", CAT_TIEN, group="chinh-quyen")
    audience = Audience(course="lop-664")
    async with school.db.write() as store:
        id_ = await notices.make(store, NewNotice("broadcast", "Mời họp", {}, audience, due=START), now=START)
        assert id_ is not None
        await notices.release(store, id_, now=START)
        refused = outbox_rows.update().where(outbox_rows.c.person_id == binh)
        await store.run(refused.values(state="refused", reason="=đã chặn", doubts=1, ended_at=START))
        first = await store.value(select(outbox_rows.c.identity_id).where(outbox_rows.c.person_id == binh))
        moved = {"account": "zalo:1", "chat": "z", "instead_of": first}
        await store.run(outbox_rows.update().where(outbox_rows.c.person_id == binh).values(moved))
    sheets = cells(await school.report("recipients", notice=id_))
    assert list(sheets) == ["Người nhận"]
    assert sheets["Người nhận"] == [
        ["Họ và tên", "Nhóm đối tượng", "Xã, phường, đặc khu", "Tỉnh, thành phố", "Chức vụ", "Kết quả gửi", "Lý do",
         "Số lần gửi không rõ kết quả", "Kênh", "Gửi lúc"],
        ["Nguyễn Văn An", "Bí thư chi bộ, trưởng thôn, bon, tổ trưởng tổ dân phố", "Xã Đạ Tẻh", "Tỉnh Lâm Đồng",
         "Trưởng thôn", "Đang chờ gửi", None, 0, "T"],
        ["Bình", "Công chức khối chính quyền cấp xã", "Xã Cát Tiên", "Tỉnh Lâm Đồng", "Trưởng thôn", "Bị từ chối",
         "=đã chặn", 1, "Zalo (thay cho Telegram)"],
    ]  # fmt: skip


async def test_a_notice_that_is_not_there_has_no_list(school: ReportClass) -> None:
    with pytest.raises(NoSuchNotice):
        await school.report("recipients", notice=99)
    assert list(school.folder.glob("*.part")) == []


def test_every_state_of_a_row_has_its_words(phrases: Phrases) -> None:
    states = ("pending", "sending", "sent", "unreachable", "refused", "skipped", "uncertain")
    assert [state for state in states if f"reports.states.{state}" not in phrases] == []


async def test_the_picture_is_as_wide_as_a_phone_and_grows_with_its_bars(school: ReportClass) -> None:
    await school.hands_in(await school.learner("An"), [("van-de", "Một.")])
    await school.learner("Bình", CAT_TIEN)
    province = _size(await school.report("overview_chart", province="68"))
    await school.report("overview_chart", province="68", commune=CAT_TIEN)
    commune = _size(school.folder / "overview_chart.out")
    assert (province, commune) == ((1080, 522), (1080, 426))


def _size(path: Path) -> tuple[int, int]:
    """Width and height of a PNG (https://www.w3.org/TR/png/#11IHDR)."""
    head = path.read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    return int.from_bytes(head[16:20], "big"), int.from_bytes(head[20:24], "big")


async def test_a_picture_of_nobody_can_be_drawn(school: ReportClass) -> None:
    assert _size(await school.report("overview_chart"))[0] == 1080


async def test_twenty_bars_and_the_others_in_one_line(school: ReportClass) -> None:
    found = [Line(f"Xã {number}", 30 - number, 1, 1, 2, 1) for number in range(23)]
    async with school.db.read() as store:
        desk = Desk(store, school.course, school.phrases, Path, lambda _done, _of: None)
        assert shortened(desk, found) == (found[:20], Line("3 đơn vị khác", 27, 3, 3, 6, 3))
        assert shortened(desk, found[:21]) == (found[:21], None)


def test_long_names_take_two_lines() -> None:
    assert wrapped("Phường Xuân Hương - Đà Lạt") == "Phường Xuân Hương\n- Đà Lạt"
    assert wrapped("một hai ba bốn năm sáu bảy tám chín mười") == "một hai ba bốn năm\nsáu bảy tám chín …"
