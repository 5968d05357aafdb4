"""The command line: `donghanh`."""

from __future__ import annotations

import sys

import typer

from bot.errors import OperatorMistake

app = typer.Typer(
    name="donghanh",
    help="Đồng Hành: bạn đồng hành của lớp bồi dưỡng cán bộ cơ sở, ngay trên điện thoại.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run a command. An operator's mistake is one line and exit code 2, a busy database 1; never a traceback."""
    from bot.cli import accounts, content, data, reaching, running, staff, wall, webhook  # noqa: F401  # each adds its commands to `app`
    from storage.engine import DatabaseUnavailable

    try:
        app(prog_name="donghanh")
    except OperatorMistake as mistake:
        sys.stderr.write(f"donghanh: {mistake}\n")
        sys.exit(2)
    except DatabaseUnavailable as busy:
        sys.stderr.write(f"donghanh: cơ sở dữ liệu đang bận hoặc đĩa đã đầy ({busy}); hãy thử lại sau ít phút\n")
        sys.exit(1)
