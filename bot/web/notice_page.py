"""A page that only says something: large letters, one paragraph, nothing from outside."""

from __future__ import annotations

from html import escape
from pathlib import Path

from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

STATIC = Path(__file__).with_name("static")
SAFE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "form-action 'none'; frame-ancestors 'none'; base-uri 'none'",
}
BUSY = "Máy chủ đang bận. Đồng chí thử lại sau ít phút."


def static_files() -> Mount:
    """What the pages look like and do: `/gui-static/…`."""
    return Mount("/gui-static", StaticFiles(directory=STATIC))


def notice_page(title: str, words: str, status: int) -> HTMLResponse:
    """The words as a page for a phone."""
    page = (STATIC / "notice.html").read_text(encoding="utf-8")
    for name, value in {"title": title, "words": words}.items():
        page = page.replace(f"{{{name}}}", escape(value))
    return HTMLResponse(page, status, headers=SAFE)
