"""Who the acting learners are: made-up people with names of many peoples, places, positions, skill and plans."""

import random
import unicodedata
from dataclasses import dataclass

from bot.rehearsal.acting_words import GROUPS

_NAMES = (
    (("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Võ", "Bùi"), ("Văn", "Hữu", "Đức"), ("Bình", "Tâm", "Khôi", "Quý")),
    (("Nguyễn", "Trần", "Phan", "Đỗ", "Đặng", "Ngô"), ("Thị", "Thị Thu", "Thị Mỹ"), ("Hạnh", "Hà", "Duyên", "Nga")),
    (("K'",), ("",), ("Brơi", "Brèm", "Tẻo", "Dip", "Sáu")),
    (("Ka", "Cil"), ("Múp", "Yũ", ""), ("Hương", "Nhiên", "Kra", "Duyên")),
    (("Điểu",), ("",), ("K'Ré", "Xuân", "Ong", "N'Đưng")),
    (("Lò", "Lường", "Quàng", "Tòng"), ("Văn", "Thị"), ("Pánh", "Ỏi", "Thoan", "Xuấn")),
    (("Giàng A", "Sùng A", "Vàng Thị", "Thào Thị"), ("",), ("Páo", "Chứ", "Mỷ", "Dở")),
    (("Nông", "Hoàng", "Lý", "Triệu"), ("Văn", "Thị"), ("Thành", "Chài", "Mùi", "Sìn")),
    (("Thạch", "Danh", "Kim", "Sơn"), ("Sóc", "Sa", ""), ("Kha", "Út", "Rươne", "Phalla")),
    (("H'",), ("",), ("Linh Niê", "Bia Êban", "Nuôn Mlô")),
)

PLACES = (
    ("24781", "Phường Xuân Hương - Đà Lạt", "Lâm Đồng"),
    ("24848", "Xã Lạc Dương", "Lâm Đồng"),
    ("24943", "Xã Ka Đô", "Lâm Đồng"),
    ("24934", "Xã D'Ran", "Lâm Đồng"),
    ("24829", "Phường B'Lao", "Lâm Đồng"),
    ("03637", "Xã Mường Kim", "Lai Châu"),
    ("03595", "Xã Than Uyên", "Lai Châu"),
    ("03388", "Phường Đoàn Kết", "Lai Châu"),
    ("01321", "Xã Bảo Lạc", "Cao Bằng"),
    ("28306", "Phường Gò Công", "Đồng Tháp"),
    ("28439", "Phường Cai Lậy", "Đồng Tháp"),
    ("21637", "Phường Tam Quan", "Gia Lai"),
    ("30388", "Xã Tân An", "An Giang"),
    ("18901", "Xã Minh Hóa", "Quảng Trị"),
    ("32047", "Xã U Minh", "Cà Mau"),
)

_POSITIONS = (
    ("Bí thư chi bộ thôn 3", "Trưởng thôn 5", "Tổ trưởng tổ dân phố 7", "Trưởng bon Bu Sóp"),
    ("Công chức địa chính", "Công chức tư pháp, hộ tịch", "Công chức văn hóa, xã hội"),
    ("Chủ tịch Mặt trận", "Chủ tịch Hội Phụ nữ", "Bí thư Đoàn xã", "Chủ tịch Hội Nông dân"),
    ("Chánh văn phòng Đảng ủy", "Chuyên viên Ban Xây dựng Đảng", "Chuyên viên Ủy ban Kiểm tra"),
    ("Phó Bí thư Đảng ủy", "Chủ tịch UBND", "Phó Chủ tịch HĐND"),
    ("Giảng viên trường chính trị tỉnh", "Phó trưởng khoa trường chính trị tỉnh"),
)


@dataclass(frozen=True, slots=True)
class Pupil:
    """Who somebody is. `typed` is what they write when asked for their place; `skill` is 0 to 1."""

    name: str
    group: str
    commune: str
    province: str
    position: str
    typed: str
    start: str = ""
    skill: float = 0.6

    @property
    def place(self) -> str:
        """The place as a button names it."""
        return f"{self.commune}, {self.province}"


def invented(dice: random.Random) -> Pupil:
    """Somebody of a class."""
    group = dice.randrange(len(GROUPS))
    code, commune, province = dice.choice(PLACES)
    return Pupil(
        name=_name(dice),
        group=GROUPS[group],
        commune=commune,
        province=province,
        position=dice.choice(_POSITIONS[group]),
        typed=_typed(commune, dice),
        start=f"c_{code}" if dice.random() < 0.4 else "",
        skill=dice.uniform(0.3, 1),
    )


def _name(dice: random.Random) -> str:
    families, middles, given = dice.choice(_NAMES)
    parts = [dice.choice(families), dice.choice(middles), dice.choice(given)]
    return " ".join(part for part in parts if part).replace("' ", "'")


def _typed(commune: str, dice: random.Random) -> str:
    """The name as people type it: whole, without its kind, or without accents, in small letters."""
    bare = commune.removeprefix("Phường ").removeprefix("Xã ")
    return dice.choice((commune, bare, without_accents(bare).lower()))


def without_accents(text: str) -> str:
    """`Đạ Tẻh` → `Da Teh`."""
    apart = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
