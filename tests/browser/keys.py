"""A person without a mouse: the ways through a page that Tab and Enter know."""


def tab_to(page, selector, *, most=120):
    """Press Tab until the focus stands on it, as a person without a mouse does."""
    for _ in range(most):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by Tab to {selector} on {page.url}")


def type_into(page, selector, text):
    tab_to(page, selector)
    page.keyboard.press("Control+a")
    page.keyboard.type(text)


def press(page, selector, key="Enter"):
    tab_to(page, selector)
    page.keyboard.press(key)


def follow(page, selector):
    """Press Enter on a link or a button that leads to another page, and be there."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")
