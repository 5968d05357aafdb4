"""Ways to break the real course, but for its quizzes, in one place."""

from tests.content.breaking import Break

LESSON = "lessons/nhom-giang-vien-01.md"
MISSING = "thiếu khóa này"

COURSE_BREAKS = {
    "a lesson of an unknown group": Break(
        LESSON, "giang-vien$", "giang-vienn", "group:", "group", "không có nhóm đối tượng nào mang mã giang-vienn"
    ),
    "a lesson of an unknown topic": Break(
        "lessons/chuyen-de-1-01.md", "topic: cd1", "topic: cd9", "topic:", "topic", "không có chuyên đề nào mang mã cd9"
    ),
    "a session of an unknown topic": Break(
        "sessions.yaml", "topic: cd3", "topic: cd9", "topic: cd9", "cd3.topic", "không có chuyên đề nào mang mã cd9"
    ),
    "a lesson of a group and of a topic": Break(
        LESSON,
        "group: giang-vien",
        "group: giang-vien\ntopic: cd1",
        "topic:",
        "topic",
        "một bài chỉ thuộc một nhóm hoặc một chuyên đề, không cả hai",
    ),
    "a copy that kept its id": Break(
        "course.yaml", "^id: lop-664", "id: lop-663", "id: lop-663", "id", "mã của lớp phải là tên thư mục: lop-664"
    ),
    "two groups of one id": Break(
        "groups.yaml",
        "^- id: giang-vien",
        "- id:  chinh-quyen\n  name: N\n  short: S\n  about: A\n\n- id: giang-vien",
        "- id:  ",
        "chinh-quyen.id",
        "mã chinh-quyen đã có ở groups.yaml",
    ),
    "two lessons of one id": Break(
        LESSON, "id: gv-01", "id: cq-01", "id: cq-01", "id", "mã cq-01 đã có ở lessons/nhom-chinh-quyen-01.md"
    ),
    "two parts of the reflection of one id": Break(
        "reflection.yaml",
        "id: nguyen-nhan",
        "id:  van-de",
        "id:  ",
        "parts.van-de.id",
        "mã van-de đã có ở reflection.yaml",
    ),
    "two reminders of one id": Break(
        "reminders.yaml",
        "id: truoc-15-phut",
        "id:  truoc-60-phut",
        "id:  ",
        "truoc-60-phut.id",
        "mã truoc-60-phut đã có ở reminders.yaml",
    ),
    "a key written twice": Break(
        "course.yaml", "^number:", "title: Một lớp khác\nnumber:", "Một lớp khác", "title", "khóa này viết hai lần"
    ),
    "a session that ends before it starts": Break(
        "sessions.yaml",
        "ends: 2026-05-23 11:30",
        "ends: 2026-05-23 07:30",
        "07:30",
        "cd1.ends",
        "buổi học kết thúc trước khi bắt đầu",
    ),
    "a session on another day": Break(
        "sessions.yaml",
        "starts: 2026-05-23 08:30",
        "starts: 2026-05-22 08:30",
        "05-22",
        "cd1.starts",
        "buổi học nằm ngoài những ngày của lớp",
    ),
    "a date that isn't in the calendar": Break(
        "sessions.yaml",
        "ends: 2026-05-24 17:00",
        "ends: 2026-05-32 17:00",
        "05-32",
        "be-giang.ends",
        "không đọc được “2026-05-32 17:00”, viết như 2026-05-23 08:00",
    ),
    "a session that doesn't say whether it is settled": Break(
        "sessions.yaml",
        "provisional: không\n  preparation: Điều",
        "provisional:\n  preparation: Điều",
        "provisional:\n",
        "be-giang.provisional",
        MISSING,
    ),
    "neither yes nor no": Break(
        "reflection.yaml",
        "provisional: có",
        "provisional: chắc",
        "provisional:",
        "provisional",
        "không hiểu “chắc”, viết có hoặc không",
    ),
    "a key that nobody knows": Break(
        "topics.yaml", "number: 2", "number: 2\n  nummer: 2", "nummer", "cd2.nummer", "không có khóa tên này (gõ nhầm?)"
    ),
    "a key that is missing": Break("topics.yaml", "  number: 2\n", "", "id: cd2", "cd2.number", MISSING),
    "a label too long for a button": Break(
        "groups.yaml",
        "short: Mặt trận.*",
        "short: " + "M" * 41,
        "MMM",
        "mat-tran-doan-the.short",
        "dài 41 ký tự, nhiều nhất 40",
    ),
    "an id too long for a button": Break(
        "sessions.yaml", "id: be-giang", "id: " + "c" * 33, "ccc", "c" * 33 + ".id", "dài 33 ký tự, nhiều nhất 32"
    ),
    "an id with an accent": Break(
        "reflection.yaml",
        "id: xa$",
        "id: xã",
        "id: xã",
        "levels.xã.id",
        "viết chưa đúng mẫu: mã chỉ gồm chữ thường không dấu, số và gạch nối",
    ),
    "a lesson's title too long": Break(
        LESSON, "title: .*", "title: " + "t" * 61, "title:", "title", "dài 61 ký tự, nhiều nhất 60"
    ),
    "a lesson over 1,200 characters": Break(
        LESSON, r"\A(---(?s:.*?)---\n)(?s:.*)", r"\1\n" + "ă" * 1201, "ăăă", "body", "dài 1201 ký tự, nhiều nhất 1200"
    ),
    "a heading in a lesson": Break(
        LESSON,
        r"^Lên lớp",
        "## Lên lớp",
        "## ",
        "body",
        "tin nhắn chỉ hiện được chữ đậm, chữ nghiêng, danh sách và liên kết",
    ),
    "a body in the head": Break(
        LESSON, "^title", "body: lời\ntitle", "body:", "body", "lời của bài viết dưới phần đầu, không trong phần đầu"
    ),
    "a lesson without a head": Break(
        LESSON, r"\A---\n", "", "id: gv-01", "", "bài học mở đầu bằng phần đầu nằm giữa hai dòng ---"
    ),
    "a source that the course doesn't list": Break(
        LESSON, "002 §3.2", "009 §1", "009", "source", "nguồn 009 không có trong course.yaml"
    ),
    "a document's code": Break(
        "course.yaml",
        r"\Z",
        "  - code: một\n    title: Một tài liệu\n",
        "code: một",
        "sources.5.code",
        "cần ba chữ số như 002",
    ),
    "a reminder whose phrase isn't there": Break(
        "reminders.yaml",
        "reminders.materials",
        "reminders.material",
        "reminders.material\n",
        "tai-lieu.phrase",
        "không có câu reminders.material trong phrases",
    ),
    "a reminder with another one's phrase": Break(
        "reminders.yaml",
        "phrase: reminders.materials",
        "phrase:  reminders.reflection_days",
        "phrase:  ",
        "tai-lieu.phrase",
        "câu reminders.reflection_days có chỗ trống không điền được: deadline",
    ),
    "a reminder without its time": Break(
        "reminders.yaml",
        "about: materials\n  at: .*\n",
        "about: materials\n",
        "about: materials",
        "tai-lieu.about",
        "nhắc loại materials cần đúng một mốc giờ: at",
    ),
    "a reminder of an unknown kind": Break(
        "reminders.yaml",
        "about: materials",
        "about: sách",
        "about: sách",
        "tai-lieu.about",
        "chỉ nhận 'session', 'day', 'materials' hoặc 'reflection'",
    ),
    "a length of time of nothing": Break(
        "reminders.yaml",
        "before: 15 phút",
        "before: 0 phút",
        "before: 0 phút",
        "truoc-15-phut.before",
        "không đọc được “0 phút”, viết như 60 phút, 3 giờ hoặc 1 ngày",
    ),
    "a time of day that isn't one": Break(
        "reminders.yaml",
        "19:00$",
        "7 giờ tối",
        "7 giờ tối",
        "toi-hom-truoc.day_before_at",
        "không đọc được “7 giờ tối”, viết như 19:00",
    ),
    "a size without its unit": Break(
        "reflection.yaml", "20 MB", "20", "max_bytes", "max_bytes", "không đọc được “20”, viết như 20 MB"
    ),
    "endings that are no list": Break("reflection.yaml", r"\[pdf.*", "pdf", "accept:", "accept", "cần một danh sách"),
    "a list in place of a text": Break(
        "course.yaml", "^organizer: .*", "organizer: [Học viện]", "organizer", "organizer", "cần một câu chữ"
    ),
    "a text in place of keys": Break(
        "groups.yaml",
        r"\Z",
        "- già làng\n",
        "- già làng",
        "7",
        "cần một mục có các khóa con",
    ),
    "a phrase with half a placeholder": Break(
        "../../phrases/reminders.yaml",
        "^materials: .*",
        "materials: Tài liệu {",
        "Tài liệu {",
        "materials",
        "chỗ trống phải viết như {ten}, dấu ngoặc nhọn phải đủ cặp",
    ),
    "a list in place of a moment": Break(
        "reflection.yaml", "^deadline: .*", "deadline: [2026]", "deadline:", "deadline", "viết chưa đúng dạng"
    ),
    "two documents of one code": Break(
        "course.yaml",
        r"\Z",
        "  - code:  002\n    title: Một tài liệu\n",
        "code:  ",
        "sources.5.code",
        "mã 002 đã có ở course.yaml",
    ),
    "a file larger than a bot can fetch": Break(
        "reflection.yaml",
        "20 MB",
        "21 MB",
        "max_bytes",
        "max_bytes",
        "nhiều nhất 20 MB, tệp lớn hơn thì bot không lấy về được",
    ),
    "an ending that nobody can open": Break(
        "reflection.yaml",
        r"\[pdf, doc",
        "[pdf, exe",
        "accept:",
        "accept.2",
        "không nhận được tệp “exe”, chỉ nhận pdf, doc, docx, jpg, jpeg, png",
    ),
    "an ending in capitals": Break(
        "reflection.yaml",
        r"\[pdf",
        "[PDF",
        "accept:",
        "accept.1",
        "không nhận được tệp “PDF”, chỉ nhận pdf, doc, docx, jpg, jpeg, png",
    ),
    "a reflection due before the class": Break(
        "reflection.yaml",
        "^deadline: .*",
        "deadline: 2025-05-31 17:00",
        "deadline:",
        "deadline",
        "hạn nộp bài thu hoạch phải sau giờ lớp bắt đầu",
    ),
    "a reflection due as the class starts": Break(
        "reflection.yaml",
        "^deadline: .*",
        "deadline: 2026-05-23 08:00",
        "deadline:",
        "deadline",
        "hạn nộp bài thu hoạch phải sau giờ lớp bắt đầu",
    ),
    "a class that ends before it starts": Break(
        "course.yaml", "^ends: .*", "ends: 2026-05-22 16:30", "ends:", "ends", "lớp kết thúc trước khi bắt đầu"
    ),
    "a group without a lesson": Break(
        "groups.yaml",
        r"\Z",
        "- id: gia-lang\n  name: N\n  short: S\n  about: A\n",
        "gia-lang",
        "gia-lang.id",
        "nhóm này chưa có bài học nào",
    ),
}
