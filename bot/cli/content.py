"""`donghanh check`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli import app


@app.command()
def check(
    course: Annotated[
        Path | None, typer.Argument(help="Thư mục của lớp; để trống: lớp trong DONGHANH_COURSE.", show_default=False)
    ] = None,
) -> None:
    """Soát nội dung của lớp: báo hết mọi lỗi một lượt, mỗi lỗi kèm tệp và dòng. Có lỗi thì mã thoát là 2."""
    from bot.errors import OperatorMistake
    from bot.settings import load_settings
    from content.loading import check_course, load_course

    directory = course or load_settings().course_dir
    if not directory.is_dir():
        raise OperatorMistake(f"không có thư mục {directory}")
    faults = check_course(directory)
    for fault in faults:
        typer.echo(str(fault))
    if faults:
        typer.echo(f"{len(faults)} lỗi.", err=True)
        raise typer.Exit(2)
    found = load_course(directory)
    questions = sum(len(quiz.questions) for quiz in found.quizzes)
    typer.echo(
        f"{found.title}: tốt. {len(found.groups)} nhóm, {len(found.sessions)} buổi, "
        f"{len(found.lessons)} bài học, {len(found.quizzes)} bài kiểm tra ({questions} câu)."
    )
