"""A real Chromium in front of the real portal.

``browser_page(user=…, language="zh-hans", theme="dark", width=1366)`` opens a signed-in page on
the server; whatever the browser complains about (content security policy, script errors) fails
the test. ``assert_accessible(page)`` wants no violation of WCAG 2.2 AA and best practice.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.server import ROOT, PortalServer, until_quiet

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
expect.set_options(timeout=30_000)
SHOTS = ROOT / "build" / "screenshots"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 60_000  # a busy machine is slow, not wrong; nothing waits longer than it must
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium_path() -> str | None:
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    own = os.environ.get("CHROMIUM")
    return own or next((found for name in names if (found := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder that opens a page is a browser test and really commits."""
    missing = pytest.mark.skip(reason="no Chromium here: install it or set CHROMIUM")
    for item in items:
        if Path(__file__).parent not in item.path.parents:
            continue
        if "browser_page" not in getattr(item, "fixturenames", ()):
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db(transaction=True))
        if chromium_path() is None:
            item.add_marker(missing)


@pytest.fixture(scope="session")
def portal_server(
    django_db_setup: None, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PortalServer]:
    call_command("build_assets", han="auto", verbosity=0)
    log = tmp_path_factory.mktemp("portal") / "server.log"
    with PortalServer(database=connection.settings_dict["NAME"], log=log) as server:
        yield server


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module: playwright's loop must be gone before other tests use asyncio."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def browser_page(
    transactional_db: None, portal_server: PortalServer, chromium: Browser
) -> Iterator[Callable[..., Page]]:
    contexts, complaints = [], []

    def note(message: ConsoleMessage) -> None:
        text = message.text
        known = ("the server responded with a status of", "net::ERR_INTERNET_DISCONNECTED")
        if message.type == "error" and not any(one in text for one in known):
            complaints.append(text)

    def open_page(
        *,
        user: Any = None,
        language: str = "en",
        theme: str = "light",
        width: int = 1366,
        height: int = 900,
        path: str | None = None,
    ) -> Page:
        context = chromium.new_context(
            base_url=portal_server.url,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, "theme": theme}
        if user is not None:
            type(user).objects.filter(pk=user.pk).update(theme=theme, language=language)
            client = Client()
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
            cookies[settings.SESSION_COOKIE_NAME] = client.cookies[
                settings.SESSION_COOKIE_NAME
            ].value
        context.add_cookies(
            [
                {"name": name, "value": value, "url": portal_server.url}
                for name, value in cookies.items()
            ]
        )
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if path is not None:
            page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    until_quiet()
    assert not complaints, "the browser complained:\n" + "\n".join(complaints)


@pytest.fixture
def assert_accessible() -> Callable[[Page], None]:
    def check(page: Page) -> None:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": AXE_TAGS}})
        lines = []
        for problem in found.response["violations"]:
            lines.append(f"{problem['id']}: {problem['help']}")
            lines += [f"    {node['target']} {node['html'][:140]}" for node in problem["nodes"][:6]]
        assert not lines, "\n".join(lines)

    return check


@pytest.fixture
def shoot() -> Callable[[Page, str], Path]:
    """Keep a picture of the page for people to look at (untracked)."""

    def take(page: Page, name: str, *, full: bool = False) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SHOTS / f"{name}.png", full_page=full)
        return SHOTS / f"{name}.png"

    return take
