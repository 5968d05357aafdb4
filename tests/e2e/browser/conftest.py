"""The rehearsal's page in the system's Chromium. Without one these tests are skipped, or fail where it is required."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect

from tests.e2e.browser.handset import Handset
from tests.e2e.browser.rehearsing import rehearsing

PATIENCE = 15_000
"""Milliseconds; an answer takes some tens of them, a report some thousands."""
ABSENT = "the system has no Chromium (on Debian: apt-get install chromium)"
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line where browser tests were skipped, which a quiet run would not say."""
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if ABSENT in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} browser tests were skipped: {ABSENT}")


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def browser() -> AsyncIterator[Browser]:
    """The browser of all these tests."""
    if CHROMIUM is None:
        given_up = pytest.fail if os.environ.get("DONGHANH_TEST_BROWSER") == "required" else pytest.skip
        given_up(ABSENT)
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        await opened.close()


@pytest_asyncio.fixture(loop_scope="package")
async def page(browser: Browser, tmp_path: Path) -> AsyncIterator[Page]:
    """The page of a fresh rehearsal. It asks nobody else for anything, and its console has nothing to complain of."""
    async with rehearsing(tmp_path) as address:
        context = await browser.new_context(viewport={"width": 1440, "height": 900}, locale="vi-VN")
        opened = await context.new_page()
        opened.set_default_timeout(PATIENCE)
        asked: list[str] = []
        complaints: list[str] = []
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("pageerror", lambda error: complaints.append(str(error)))
        opened.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
        await opened.goto(address)
        yield opened
        await context.close()
    elsewhere = [url for url in asked if not url.startswith((f"{address}/", f"blob:{address}/"))]
    assert (elsewhere, complaints) == ([], [])


@pytest.fixture
def learner(page: Page) -> Handset:
    return Handset(page, "Nguyễn Văn Bình")


@pytest.fixture
def neighbour(page: Page) -> Handset:
    return Handset(page, "K'Brơi")


@pytest.fixture
def trainer(page: Page) -> Handset:
    return Handset(page, "Lê Minh Tâm")


@pytest.fixture
def coordinator(page: Page) -> Handset:
    return Handset(page, "Phạm Thu Hà")
