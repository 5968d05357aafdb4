"""How a notice's going and its end read."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bot.markup import parse
from content.phrases import Phrases
from handlers import alerts
from handlers.messages import Reply
from handlers.results import bar, duration, finished, progress
from storage.audience import Audience
from storage.notices import Notice
from storage.types import VIETNAM

NOW = datetime(2026, 5, 22, 19, 0, tzinfo=VIETNAM)
NOTICE = Notice(
    id=7, kind="broadcast", key=None, author=1, title="Họp *gấp*", body={}, audience=Audience(course="lop-664"),
    due=NOW, expires_at=None, state="sending", reason=None, resend_of=None, progress_row=None, released_at=NOW,
    ended_at=None,
)  # fmt: skip


def seen(reply: Reply) -> tuple[str, list[str]]:
    """The text as people see it, and the ids of its choices."""
    return parse(reply.text).text, [choice.id for row in reply.choices for choice in row]


def test_while_it_goes(phrases: Phrases) -> None:
    tally = {"pending": 1990, "sending": 10, "sent": 990, "unreachable": 8, "refused": 2, "doubtful": 3}
    reply = progress(phrases, NOTICE, tally, NOW, 25.0)
    assert seen(reply) == (
        "📤 Đang gửi: Họp *gấp*\n"
        "▓▓▓░░░░░░░ 1.000/3.000\n"
        "✔️ Đã gửi: 990\n"
        "🚫 Không liên lạc được: 8\n"
        "✖️ Kênh từ chối: 2\n"
        "🔁 Trong số đã gửi, có thể nhận hai lần: 3\n"
        "Còn khoảng 2 phút.",
        ["nstop:7", "notices"],
    )
    assert reply.replaces


def test_when_it_has_ended(phrases: Phrases) -> None:
    done = replace(NOTICE, state="done", ended_at=NOW)
    tally = {"sent": 12, "unreachable": 3, "uncertain": 1, "skipped": 1, "doubtful": 0}
    assert seen(progress(phrases, done, tally, NOW, 25.0)) == (
        "✅ Đã gửi xong: Họp *gấp*\nĐến được 12/17 người.\n✔️ Đã gửi: 12\n🚫 Không liên lạc được: 3\n"
        "❔ Không chắc đã đến: 1\n⏭ Không gửi: 1",
        ["nresend:7", "nlist:7", "notices", "menu"],
    )
    reasons = [("unreachable", "đã chặn", 2), ("unreachable", "", 1), ("uncertain", "mất trả lời", 1)]
    ended = finished(phrases, done, tally, reasons, NOW)
    assert seen(ended) == (
        "✅ Đã gửi xong: Họp *gấp*\nĐến được 12/17 người.\nKết thúc lúc 19:00 thứ Sáu, 22/5/2026.\n"
        "✔️ Đã gửi: 12\n🚫 Không liên lạc được: 3\n❔ Không chắc đã đến: 1\n⏭ Không gửi: 1\n\n"
        "Vì sao chưa đến:\n\n"
        "• không liên lạc được, 2 người: đã chặn\n"
        "• không liên lạc được, 1 người: không rõ lý do\n"
        "• không chắc đã đến, 1 người: mất trả lời\n\n"
        "Đồng chí có thể gửi lại cho những người chưa nhận được.\n"
        "Để gọi điện cho người không liên lạc được: điều phối viên có danh sách theo xã ở lệnh /goidien.",
        ["nresend:7", "nlist:7", "notices", "menu"],
    )
    assert not ended.replaces


def test_the_channels_are_named_also_where_there_is_one(phrases: Phrases) -> None:
    done = replace(NOTICE, state="done", ended_at=NOW)
    text = "✅ Đã gửi xong: Họp *gấp*\nĐến được 3/3 người.\nKết thúc lúc 19:00 thứ Sáu, 22/5/2026.\n✔️ Đã gửi: 3\n"
    for channels, moved, line in (
        ({"zalo": 3}, 0, "📨 Đã đến theo kênh: Zalo 3"),
        ({"zalo": 1, "telegram": 2}, 0, "📨 Đã đến theo kênh: Telegram 2, Zalo 1"),
        (
            {"telegram": 3},
            2,
            "📨 Đã đến theo kênh: Telegram 3\n↪️ Kênh thường dùng không nhận, đã chuyển sang kênh khác: 2",
        ),
    ):
        told = finished(phrases, done, {"sent": 3, "doubtful": 0}, [], NOW, channels, moved)
        assert seen(told)[0] == text + line


def test_when_everybody_got_it_there_is_nothing_to_resend(phrases: Phrases) -> None:
    done = replace(NOTICE, state="done", ended_at=NOW)
    assert seen(finished(phrases, done, {"sent": 2, "doubtful": 0}, [], NOW)) == (
        "✅ Đã gửi xong: Họp *gấp*\nĐến được 2/2 người.\nKết thúc lúc 19:00 thứ Sáu, 22/5/2026.\n✔️ Đã gửi: 2",
        ["nlist:7", "notices", "menu"],
    )


@pytest.mark.parametrize(
    ("state", "text"),
    [
        ("done", "✅ Đã xong: Họp *gấp*\nLúc gửi, không có ai trong danh sách nhận."),
        ("stopped", "⏹ Đã dừng: Họp *gấp*\nChưa gửi cho ai."),
        ("dropped", "⏹ Đã bỏ: Họp *gấp*\nChưa gửi cho ai."),
        ("skipped", "⚠️ Không gửi vì đã quá giờ: Họp *gấp*\nChưa gửi cho ai."),
    ],
)
def test_a_notice_that_nobody_got(phrases: Phrases, state: str, text: str) -> None:
    reply = progress(phrases, replace(NOTICE, state=state), {"doubtful": 0}, NOW, 25.0)
    assert seen(reply) == (text, ["notices", "menu"])


def test_many_reasons_are_summed(phrases: Phrases) -> None:
    done = replace(NOTICE, state="done", ended_at=NOW)
    reasons = [("refused", f"lý do {number}", 2) for number in range(11)]
    lines = seen(finished(phrases, done, {"refused": 22}, reasons, NOW))[0].splitlines()
    assert [line for line in lines if line.startswith("•")][7:] == [
        "• kênh từ chối, 2 người: lý do 7",
        "• lý do khác: 6 người",
    ]


def test_the_bar_is_full_only_at_the_end() -> None:
    assert [bar(done, 2000) for done in (0, 199, 200, 1999, 2000)] == [
        "░░░░░░░░░░", "░░░░░░░░░░", "▓░░░░░░░░░", "▓▓▓▓▓▓▓▓▓░", "▓▓▓▓▓▓▓▓▓▓",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "chưa đến 1 phút"), (44, "chưa đến 1 phút"), (60, "khoảng 1 phút"), (61, "khoảng 2 phút"),
        (3540, "khoảng 59 phút"), (3600, "khoảng 1 giờ"), (4800, "khoảng 1 giờ 20 phút"),
        (12000, "khoảng 3 giờ 20 phút"),
    ],
)  # fmt: skip
def test_lengths_of_time(phrases: Phrases, seconds: float, words: str) -> None:
    assert duration(phrases, seconds) == words


def test_alerts(phrases: Phrases) -> None:
    assert seen(alerts.skipped(phrases, ["Nhắc Khai giảng"], "đã quá giờ")) == (
        "⚠️ Có thông báo không gửi được\n\n"
        "“Nhắc Khai giảng” không được gửi, hoặc chưa đến đủ mọi người. Lý do: đã quá giờ.\n"
        "Nếu học viên còn cần biết việc này, đồng chí gửi một thông báo mới.",
        ["notices", "move"],
    )
    assert seen(alerts.channel_refused(phrases, "telegram:1", "Unauthorized")) == (
        "⚠️ Kênh Telegram gặp trục trặc\n\n"
        "Lý do: Unauthorized.\n"
        "Đồng chí báo người quản trị xem lại. Tin chưa gửi vẫn được giữ và sẽ gửi tiếp khi kênh thông.",
        ["menu"],
    )
