"""The page that checks a day of draws, and the officers' pages of a draw."""

import json
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from inspection.draws.rules import verify_draw
from inspection.draws.rules.verify_draw import check
from tests.factories.drawn_days import a_drawn_day
from tests.factories.forgeries import FORGERIES

pytestmark = [pytest.mark.feature("I-01"), pytest.mark.browser]
STATIC = Path(verify_draw.__file__).parents[1] / "static"


class Quiet(SimpleHTTPRequestHandler):
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}

    def log_message(self, format, *args):
        """Nothing to say."""


@pytest.fixture(scope="module")
def module_address() -> Iterator[str]:
    """The module as it is shipped, from a server that knows nothing else."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=STATIC))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/draws/verify_draw.mjs"
    server.shutdown()


def forged(forge):
    day = a_drawn_day()
    forge(day)
    return day


def test_the_module_says_of_every_forgery_what_the_script_says(
    chromium: Browser, module_address: str
) -> None:
    """The same words at the same line, for an untouched day and for every forged one."""
    page = chromium.new_page()
    page.goto(module_address)  # an address from which the module may be taken
    wanted, given = {}, {}
    for name, (forge, _outside) in {"untouched": (lambda day: None, False), **FORGERIES}.items():
        day = forged(forge)
        for beside, others in (("alone", []), ("witness", day.batches)):
            wanted[f"{name}, {beside}"] = list(check(day.lines(), others))
            given[f"{name}, {beside}"] = [day.lines(), others]
    found = page.evaluate(
        """async ([address, cases]) => {
            const { check } = await import(address);
            const found = {};
            for (const [name, [lines, others]] of Object.entries(cases)) {
                found[name] = await check(lines, others);
            }
            return found;
        }""",
        [module_address, json.loads(json.dumps(given))],
    )
    assert found == wanted
    assert found["untouched, alone"][0] == found["untouched, witness"][0] == ""
    page.close()


def test_a_day_is_checked_without_the_net(browser_page, tmp_path, assert_accessible) -> None:
    page = browser_page(path="/draws/check/")
    assert_accessible(page)
    day = a_drawn_day()
    honest, altered = tmp_path / "day.jsonl", tmp_path / "altered.jsonl"
    witness, receipt = tmp_path / "witness.jsonl", tmp_path / "receipt.json"
    honest.write_text("\n".join(day.lines()) + "\n", encoding="utf-8")
    witness.write_text("\n".join(map(json.dumps, day.batches)), encoding="utf-8")
    receipt.write_text(json.dumps(day.receipts[0]) + "\n", encoding="utf-8")
    forge, _outside = FORGERIES["the crew of a drawn subject is swapped"]
    altered.write_text("\n".join(forged(forge).lines()) + "\n", encoding="utf-8")

    page.context.set_offline(True)
    verdict = page.locator("[data-verdict]")
    page.set_input_files("#day-files", [honest, witness, receipt])
    expect(verdict).to_have_attribute("data-tone", "good")
    expect(verdict).to_contain_text("compared with a witness, compared with a receipt")
    page.set_input_files("#day-files", altered)
    expect(verdict).to_have_attribute("data-tone", "bad")
    expect(verdict).to_contain_text("chance names others")
    page.context.set_offline(False)
