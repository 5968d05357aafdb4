"""`donghanh check`, `new-course`."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli import app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from content.faults import Fault
    from content.report import Report

_HEADINGS = ("Phần", "Bài", "Câu hỏi", "Tình huống", "Chữ mỗi câu", "Bài dài nhất")


@app.command()
def check(
    course: Annotated[
        Path | None, typer.Argument(help="Thư mục của lớp; để trống: lớp trong DONGHANH_COURSE.", show_default=False)
    ] = None,
    report: Annotated[bool, typer.Option("--report", help="Thêm bảng thống kê, và xét các mức của lớp.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Cùng --report: in JSON thay cho bảng.")] = False,
    graph: Annotated[
        str | None, typer.Option("--graph", help="In cây truyện của tình huống mang mã này.", show_default=False)
    ] = None,
) -> None:
    """Soát nội dung của lớp: báo hết mọi lỗi một lượt, mỗi lỗi kèm tệp và dòng. Có lỗi thì mã thoát là 2."""
    from bot.errors import OperatorMistake
    from bot.settings import load_settings
    from content.loading import check_course

    directory = course or load_settings().course_dir
    if not directory.is_dir():
        raise OperatorMistake(f"không có thư mục {directory}")
    if graph is not None:
        _graph(directory, graph)
        return
    _named(check_course(directory))
    if report:
        _report(directory, as_json=as_json)
    else:
        _good(directory)


def _named(faults: Sequence[Fault]) -> None:
    """Name every fault; with one, the command ends."""
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        typer.echo(f"{len(faults)} lỗi.", err=True)
        raise typer.Exit(2)


def _good(directory: Path) -> None:
    from content.loading import load_course

    found = load_course(directory)
    questions = sum(len(quiz.questions) for quiz in found.quizzes)
    situations = f", {len(found.situations)} tình huống" if found.situations else ""
    typer.echo(
        f"{found.title}: tốt. {len(found.groups)} nhóm, {len(found.sessions)} buổi, "
        f"{len(found.lessons)} bài học, {len(found.quizzes)} bài kiểm tra ({questions} câu){situations}."
    )


def _graph(directory: Path, id_: str) -> None:
    """One situation alone: its author need not wait until the rest of the course is whole."""
    from bot.errors import OperatorMistake
    from content.loading import read_situation
    from content.situation_text import graph

    known = sorted(path.stem for path in (directory / "situations").glob("*.yaml"))
    if id_ not in known:
        raise OperatorMistake(f"--graph: không có tình huống {id_!r} (đang có: {', '.join(known) or 'chưa có'})")
    situation, faults = read_situation(directory, id_)
    _named(faults)
    assert situation is not None
    typer.echo(graph(situation))


def _report(directory: Path, *, as_json: bool) -> None:
    from content.loading import load_course, load_standards
    from content.report import report

    made = report(load_course(directory), load_standards(directory))
    if as_json:
        typer.echo(json.dumps(made.as_json(), ensure_ascii=False, indent=2))
    else:
        _print(made)
    if made.wrong:
        typer.echo(f"{len(made.wrong)} điều chưa đạt.", err=True)
        raise typer.Exit(2)


_KINDS = {"understand": "hiểu bài", "apply": "áp vào việc thật", "judge": "phân biệt quyết định tốt và kém"}


def _print(made: Report) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(*_HEADINGS, title=made.course)
    for part in made.parts:
        counts = (part.lessons, part.questions, part.situations)
        cells = [*(str(count) for count in counts), f"{part.average_sentence:.1f}".replace(".", ",")]
        table.add_row(part.part, *cells, str(part.longest_lesson), end_section=part.kind == "common")
    Console().print(table)
    typer.echo(f"Nhu cầu của các nhóm: {made.needs}; chưa có bài học: {'; '.join(made.uncovered) or 'không có'}")
    typer.echo(f"Nguồn được dẫn: {_pairs(made.sources)}")
    kinds = {_KINDS.get(kind, kind): count for kind, count in made.kinds.items()}
    typer.echo(f"Loại câu hỏi: {_pairs(kinds)}")
    for asks, name in (("questions", "bài kiểm tra"), ("lessons", "câu hỏi sau bài"), ("situations", "tình huống")):
        typer.echo(f"Chỗ đứng của đáp án đúng, {name}: {_pairs(made.places[asks])}")
    for case, groups in made.cases.items():
        typer.echo(f"Việc {case}: nhìn từ {', '.join(groups)}")
    for line in made.wrong:
        typer.echo(f"✗ {line}")


def _pairs(counts: object) -> str:
    assert isinstance(counts, dict)
    return ", ".join(f"{name} {count}" for name, count in counts.items()) or "không có"


@app.command("new-course")
def new_course(
    slug: Annotated[str, typer.Argument(help="Mã lớp: chữ thường không dấu, số, gạch nối. Ví dụ: lop-2027.")],
) -> None:
    """Dựng thư mục cho một lớp mới: nội dung mẫu, soát được ngay, trong mỗi tệp có lời chỉ cách sửa."""
    from bot.new_course import lay_down
    from bot.settings import load_settings
    from storage.types import VIETNAM

    courses = load_settings().content_dir / "courses"
    folder = lay_down(courses, slug, datetime.now(VIETNAM).date())
    typer.echo(f"Đã dựng {folder}. Đọc {folder / 'DOC-TRUOC.md'} trước, rồi sửa từng tệp.")
    typer.echo(f"Soát: donghanh check {folder}")
