"""The live region's rules: snapshot, deltas, gaps, loss and recovery, seen from the browser.

The far end of the wire is scripted here, so that gaps and silence come when the test wants them.
"""

import time

PATIENCE = 60

START = """async () => {
  const { connect } = await import('/static/portal/live.mjs');
  const region = document.createElement('div');
  region.dataset.liveRegion = '';
  document.getElementById('main').append(region);
  window.seen = [];
  window.live = connect({
    path: '/ws/scripted/', region,
    snapshot: (rows, message) => window.seen.push(['snapshot', message.seq, rows.length]),
    delta: (rows, message) => window.seen.push(['delta', message.seq, rows.length]),
  });
}"""
AT = "2026-11-21T06:36:08Z"


def scripted(page):
    """Catch the page's socket; returns the list of open ends and of what the page said."""
    ends, said = [], []

    def on_socket(end):
        ends.append(end)
        end.on_message(lambda text: said.append(text))

    page.route_web_socket("**/ws/scripted/", on_socket)
    return ends, said


def wait_for(page, count):
    page.wait_for_function("count => window.seen.length >= count", arg=count)
    return page.evaluate("window.seen")


def test_a_gap_is_asked_for_and_never_drawn(browser_page):
    page = browser_page()
    ends, said = scripted(page)
    page.goto("/styleguide/?language=en")
    page.evaluate(START)
    ends[0].send(f'{{"seq": 4, "at": "{AT}", "rows": [1, 2]}}')
    assert wait_for(page, 1) == [["snapshot", 4, 2]]
    ends[0].send(f'{{"from": 4, "seq": 5, "at": "{AT}", "rows": [3]}}')
    ends[0].send(f'{{"from": 6, "seq": 7, "at": "{AT}", "rows": [9]}}')
    ends[0].send(f'{{"from": 5, "seq": 7, "at": "{AT}", "rows": [8, 9]}}')
    assert wait_for(page, 3)[1:] == [["delta", 5, 1], ["delta", 7, 2]]
    assert said == ['{"since":5}']


def test_a_lost_line_is_said_and_taken_up_where_it_broke(browser_page):
    page = browser_page()
    ends, said = scripted(page)
    until = time.monotonic() + PATIENCE
    page.goto("/styleguide/?language=en")
    page.evaluate(START)
    ends[0].send(f'{{"seq": 9, "at": "{AT}", "rows": [1]}}')
    wait_for(page, 1)
    ends[0].close()
    banner = page.locator("[data-stale-banner]")
    page.wait_for_function(
        "() => document.querySelector('[data-stale-text]').textContent.includes(':')"
    )
    assert "14:36:08" in banner.inner_text()
    page.wait_for_function("() => window.live.socket.readyState === WebSocket.OPEN")
    while not said and time.monotonic() < until:
        page.wait_for_timeout(20)  # the line's other end is played here: let it hear
    assert said == ['{"since":9}']
    ends[-1].send(f'{{"from": 9, "seq": 10, "at": "{AT}", "rows": [2]}}')
    assert wait_for(page, 2)[1] == ["delta", 10, 1]
    assert banner.is_hidden()


def test_stale_data_is_dimmed_and_acts_on_it_rest(browser_page):
    page = browser_page()
    ends, _ = scripted(page)
    page.goto("/styleguide/?language=en")
    page.evaluate(START)
    ends[0].send(f'{{"seq": 1, "at": "{AT}", "rows": []}}')
    wait_for(page, 1)
    page.evaluate("document.querySelector('main button').dataset.needsFresh = ''")
    page.evaluate("window.live.markStale(true)")
    assert page.locator("[data-live-region]").get_attribute("data-stale") == "true"
    assert page.locator("[data-needs-fresh]").is_disabled()
    ends[0].send(f'{{"from": 1, "seq": 2, "at": "{AT}", "rows": []}}')
    wait_for(page, 2)
    page.evaluate("window.live.markStale(false)")
    assert page.locator("[data-needs-fresh]").is_enabled()
