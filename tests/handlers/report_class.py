"""A class put straight into the database, and reports of it made and read back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from bot.files import Files
from bot.reporting import write_report
from content.models import Course
from content.phrases import Phrases
from storage import drafts, people
from storage.engine import Database
from storage.tables import lesson_reads, quiz_answers, quiz_attempts
from storage.types import VIETNAM

START = datetime(2026, 5, 22, 19, 0, tzinfo=VIETNAM)
HANDED_IN = datetime(2026, 5, 24, 9, 30, tzinfo=VIETNAM)
DA_TEH, CAT_TIEN, DAO_THANH = "25126", "25159", "28249"  # two communes of Lâm Đồng (68), a ward of Đồng Tháp (82)
AT = "2026-05-24T17:05:00+07:00"


@dataclass
class ReportClass:
    """People and what they did, written as rows; `report` makes a report in this process."""

    db: Database
    course: Course
    phrases: Phrases
    folder: Path

    async def learner(
        self, name: str, commune: str | None = DA_TEH, group: str = "bi-thu-chi-bo", province: str | None = "68"
    ) -> int:
        async with self.db.write() as store:
            person = (await people.meet(store, channel="telegram", account="t:1", chat=name, now=START)).id
            await people.set_consent(store, person, "given", version="1", now=START)
            fields = {"full_name": name, "group_id": group, "province": province, "commune": commune}
            await people.register(store, person, course="lop-664", now=START, **fields, position="Trưởng thôn")
            return person

    async def reads(self, person: int, *lessons: str, opened_only: Sequence[str] = ()) -> None:
        async with self.db.write() as store:
            for lesson in [*lessons, *opened_only]:
                read_at = None if lesson in opened_only else START
                row = {"person_id": person, "course": "lop-664", "lesson": lesson, "opened_at": START}
                await store.run(store.insert(lesson_reads).values(**row, read_at=read_at))

    async def answers(
        self, person: int, quiz: str, answers: Mapping[str, tuple[str, bool]], *, passed: bool, number: int = 1
    ) -> None:
        async with self.db.write() as store:
            attempt = await store.added(
                store.insert(quiz_attempts).values(
                    person_id=person, course="lop-664", quiz=quiz, number=number, plan=[], started_at=START,
                    ended_at=START, score=sum(right for _, right in answers.values()), passed=passed,
                )
            )  # fmt: skip
            for question, (picked, right) in answers.items():
                await store.run(
                    store.insert(quiz_answers).values(
                        attempt_id=attempt, question=question, picked=list(picked), right=right, answered_at=START
                    )
                )

    async def hands_in(
        self,
        person: int,
        texts: Sequence[tuple[str, str]] = (),
        files: Sequence[tuple[str, bytes]] = (),
        *,
        topics: Sequence[str] = ("cd1",),
        levels: Sequence[str] = (),
        late: bool = False,
    ) -> str:
        kept = [await Files(self.folder / "files").keep(data, name) for name, data in files]
        async with self.db.write() as store:
            draft = (await drafts.begin(store, person, "lop-664", now=START)).id
            await drafts.choose_topics(store, draft, topics)
            await drafts.choose_levels(store, draft, levels)
            for part, text in texts:
                await drafts.add_text(store, draft, part, text, now=START)
            for stored in kept:
                await drafts.add_file(store, draft, "essay", person, stored, now=START)
            receipt = f"TH-664-{draft:06}"
            await drafts.hand_in(store, draft, receipt=receipt, late=late, now=HANDED_IN)
            return receipt

    async def report(self, kind: str = "export", **spec: Any) -> Path:
        out = self.folder / f"{kind}.{spec.get('format', 'out')}"
        whole = {"kind": kind, "course": "lop-664", "at": AT, **spec}
        await write_report(self.db.url, self.folder / "files", self.course, self.phrases, whole, out)
        return out

    async def sheets(self, **spec: Any) -> dict[str, list[list[Any]]]:
        """The export's cells, sheet by sheet, without the cover line."""
        return cells(await self.report(format="xlsx", **spec))


def cells(path: Path) -> dict[str, list[list[Any]]]:
    """Every cell of a workbook, sheet by sheet, without the cover line; empty cells at the end of rows left off."""
    book = load_workbook(BytesIO(path.read_bytes()))  # whatever its ending
    return {sheet.title: [_row(row) for row in sheet.iter_rows(min_row=2, values_only=True)] for sheet in book}


def _row(values: Sequence[Any]) -> list[Any]:
    row = list(values)
    while row and row[-1] is None:
        row.pop()
    return row
