"""Every page that a menu leads to opens for whoever sees it there, and is accessible."""

import pytest
from django.urls import reverse

from customs_portal import menu
from customs_portal.accounts.duties import Duty
from tests.factories.people import UserFactory

VARIANTS = [("en", "light"), ("zh-hans", "dark")]


def somebody_for(shell: str, item: menu.MenuItem):
    duties = item.duties or tuple(Duty)[:1]
    if shell == "enterprise":
        return UserFactory(clerk=True, enterprise_duties=[duty.value for duty in duties])
    return UserFactory(duties=duties)


@pytest.mark.parametrize(("language", "theme"), VARIANTS)
@pytest.mark.parametrize("shell", ["enterprise", "officer", "supervisor"])
def test_pages_of_the_menu_open_and_are_accessible(
    shell, language, theme, browser_page, assert_accessible, shoot
):
    problems = []
    for item in getattr(menu, shell.upper()):
        path = reverse(item.url_name)
        page = browser_page(user=somebody_for(shell, item), language=language, theme=theme)
        answer = page.goto(path)
        page.wait_for_load_state("networkidle")
        shoot(page, f"{item.url_name.replace(':', '-')}-{language}")
        if answer is None or not answer.ok:
            problems.append(f"{path}: {answer and answer.status}")
            continue
        try:
            assert_accessible(page)
        except AssertionError as found:
            problems.append(f"{path}:\n{found}")
    assert not problems, "\n".join(problems)
