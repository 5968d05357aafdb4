"""What acting learners look for on their screens: the visible words and buttons of the bot, all in this one table."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.rehearsal.phone_message import Message, undecorated


@dataclass(frozen=True, slots=True)
class Sight:
    """Something that a person recognises: words in the text (a pattern), a button that begins so, or both."""

    text: str = ""
    button: str = ""
    _pattern: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", re.compile(self.text))

    def on(self, message: Message) -> bool:
        """Whether the message shows it."""
        if self.find(message) is None:
            return False
        spelled_out = [choice.text for choice in message.choices if choice.text == undecorated(self.button)]
        return any(label.startswith(self.button) for label in message.labels or [""]) or bool(spelled_out)

    def find(self, message: Message) -> re.Match[str] | None:
        """The words in the message's text."""
        return self._pattern.search(message.text)


CONSENT = Sight("Đồng chí có đồng ý không|chọn Đồng ý hoặc Không", "✅ Đồng ý")
ASKS_NAME = Sight("cho biết họ và tên đầy đủ")
ASKS_GROUP = Sight("Đồng chí thuộc nhóm nào|Tôi chưa rõ nhóm nào")
ASKS_PLACE = Sight("công tác ở xã, phường, đặc khu nào")
OFFERS_PLACES = Sight("Có phải nơi này không|Có nhiều nơi tên gần giống")
KNOWS_NO_PLACE = Sight("Tôi chưa tìm thấy “")
ASKS_PROVINCE = Sight("công tác ở tỉnh, thành phố nào|chưa tìm thấy tỉnh|chọn đúng tỉnh")
ASKS_POSITION = Sight("Chức vụ của đồng chí là gì")
SUMMARY = Sight("Đồng chí xem lại giúp tôi", "✅ Đúng")
WELCOME = Sight("Chào mừng đồng chí .+ vào lớp")
MAIN_PAGE = Sight("Đồng chí cần gì")

LESSONS = Sight("^Bài học của đồng chí")
LESSON_TO_MARK = Sight(button="✅ Đã đọc")
LESSON_MARKED = Sight("Đã ghi: đồng chí đọc xong bài “(?P<title>[^”]+)”")
LESSON_CHECK = Sight("Một câu nhỏ để nhớ lâu", "A")
NEXT_LESSON = "▶️ Học tiếp"
MARK = "✅ Đã đọc"

QUIZZES = Sight("^Bài kiểm tra")
QUIZ_CARD = Sight("câu trở lên là đạt", "▶️ Bắt đầu")
QUIZ_CARD_AGAIN = Sight("câu trở lên là đạt", "🔁 Làm lại")
QUIZ_USED_UP = Sight("đồng chí đã dùng hết")
QUESTION = Sight(r"· Câu (?P<number>\d+)/\d+\n(?P<question>.+)\n\n(?P<options>A\. (?:.+\n?)+)", "A")
QUESTION_OF_SEVERAL = Sight(QUESTION.text, "Chốt")
SHEET = Sight("Đồng chí trả lời (?:tất cả trong một tin|bằng một chữ cái\\. Muốn)|đồng chí gõ các chữ cái, ví dụ: a, b")
SHEET_QUESTION = re.compile(
    r"^Câu (?P<number>\d+)(?: \(chọn nhiều\))?\. (?P<question>.+)\n(?P<options>(?:[A-Z]\. .+\n?)+)", re.MULTILINE
)
GRADED = Sight(r"· Câu \d+/\d+\n(?P<question>.+)\n\n(?P<options>[^A]*A\. (?:.+\n?)+)")
QUIZ_RESULT = Sight(r"đúng (?P<score>\d+)/(?P<all>\d+) câu, (?:chưa )?đạt")
RIGHT_OPTION, TICKED, UNTICKED, SETTLE = "✅ ", "☑ ", "☐ ", "Chốt đáp án"
QUIZ_TITLES = tuple(f"Kiểm tra chuyên đề {number}" for number in range(1, 5))

TIMETABLE = Sight("^Lịch lớp")
CALENDAR_BUTTON = "📲 Tải vào lịch"
CALENDAR_FILE = Sight("Đồng chí mở tệp này")

ESSAY_CARD = Sight("Hạn nộp:")
ESSAY_CARD_DOORS = ("✏️ Viết tiếp bài nháp", "✏️ Bắt đầu viết", "🆕 Nộp bản mới", "✏️ Sửa và nộp lại")
ESSAY_TOPICS = Sight("gắn với chuyên đề nào")
ESSAY_WAY = Sight("làm bài theo cách nào")
ESSAY_PART = Sight(r"Phần (?P<number>\d)/\d\. ")
ESSAY_PART_TAKEN = Sight("Đã ghi|Phần này đã có", "✅ Xong phần này")
ESSAY_FILES = Sight("Đồng chí gửi .+, mỗi tệp tối đa")
ESSAY_FILES_TAKEN = Sight("Đã nhận. Bài có", "✅ Gửi đủ rồi")
ESSAY_LEVELS = Sight("cần cấp nào giải quyết")
ESSAY_OUTLINE = Sight("^Bài nháp, bản", "👀 Xem lại và nộp")
ESSAY_PREVIEW = Sight(button="📨 Nộp bài này")
ESSAY_RECEIPT = Sight(r"Số biên nhận: (?P<receipt>\S+) \(bản (?P<version>\d+)\)\nLúc nộp: (?P<at>.+)\n")
PART_TITLES = ("Vấn đề ở nơi tôi", "Nguyên nhân", "Kiến nghị, đề xuất")
GUIDED, READY, PART_DONE, PART_SKIPPED = "✏️ Viết theo từng phần", "📎 Gửi bài", "✅ Xong phần này", "Viết sau"
READY_PART = "✏️ Bài viết sẵn"
FILES_DONE, PREVIEW, HAND_IN = "✅ Gửi đủ rồi", "👀 Xem lại và nộp", "📨 Nộp bài này"
UNCHOSEN, CHOSEN, CHOICE_DONE, CHOICE_NONE = "▫️ ", "✅ ", "Chọn xong", "Chưa rõ cấp nào"

LEVELS = ("Cấp xã", "Cấp tỉnh", "Trung ương")
GROUPS = (
    "Bí thư chi bộ, trưởng thôn, tổ trưởng",
    "Công chức chính quyền cấp xã",
    "Mặt trận và các đoàn thể",
    "Cơ quan tham mưu của Đảng ủy",
    "Lãnh đạo, quản lý cấp xã",
    "Giảng viên trường chính trị",
)


def options(listed: str) -> dict[str, str]:
    """The options of a question by their letters, from its lines `A. …`, each perhaps with a mark before it."""
    return {letter: text.strip() for letter, text in re.findall(r"^(?:\S+ )?([A-Z])\. (.+)$", listed, re.MULTILINE)}


def right_options(listed: str) -> frozenset[str]:
    """The texts of the options that an answered question marks as right."""
    lines = [line.removeprefix(RIGHT_OPTION) for line in listed.splitlines() if line.startswith(RIGHT_OPTION)]
    return frozenset(options("\n".join(lines)).values())


def first_of(labels: Sequence[str], wanted: Sequence[str]) -> str | None:
    """The first of the wanted beginnings that a label has."""
    return next((one for one in wanted if any(label.startswith(one) for label in labels)), None)
