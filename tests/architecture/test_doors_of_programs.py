"""Everything a page does, the API does: the acts of both are read from the sources and compared."""

import ast
from functools import cache

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests.architecture.house import ROOT

CLEARANCE = sorted(path.parent for path in (ROOT / "clearance").glob("*/urls.py"))
ONLY_ON_A_PAGE = {
    # questions that a form asks while it is filled; they change nothing
    "declarations.ask_claims.entered_on": "a question: is the surcharge due",
    "declarations.ask_claims.exemption_label": "words of a list",
    "declarations.ask_claims.is_late": "a question: is the surcharge due",
    "declarations.ask_codes.codes_of": "the choices of a field",
    "declarations.ask_codes.levies_for": "the choices of a field",
    "declarations.ask_codes.modes_for": "the choices of a field",
    "declarations.ask_ranking.policy_on": "names the law of an order; programs read the ranks",
    "declarations.ask_registers.asked_once": "remembers answers while one page is drawn",
    "declarations.check_answers.faults_in": "what a filing would refuse; a program files and reads",
    "declarations.foresee_completion.foresee_completion": "an estimate beside the form",
    "declarations.foresee_one_step.foresee_one_step": "an estimate beside the form",
    # papers that are printed, not acts
    "declarations.issue_decision.issue_decision": "a PDF to print; programs read the decision",
    "duties.issue_document.issue_document": "a PDF to print; programs read the bill",
    # the same act by another way
    "declarations.keep_draft.replace_answers": "a browser without scripts; programs save answers",
    "declarations.keep_draft.replace_completion": "step two typed; programs file it whole",
    "declarations.keep_draft.save_completion": "step two typed; programs file it whole",
    "declarations.submit_draft.submit_draft": "programs submit drafts by runs (submit_many)",
    "declarations.submit_draft.submit_full_draft": "programs submit drafts by runs (submit_many)",
    "manifests.read_bills.read_bills": "reads a chosen table; programs send the rows",
    "manifests.read_bills.read_tally": "reads a chosen table; programs send the rows",
    # a person's own arrangement of lists
    "declarations.keep_view.save_view": "a saved view is a bookmark of a page",
    "manifests.keep_view.save_view": "a saved view is a bookmark of a page",
    "manifests.keep_view.delete_view": "a saved view is a bookmark of a page",
}
NOT_REPEATABLE = {
    "/api/v1/bank/callback": "the bank signs each call with a nonce",
    "/api/v1/terminal/box-reports": "a report carries its own number",
    "/api/v1/terminal/receipts": "a receipt heard twice changes nothing",
    "/api/v1/messages": "a message carries its own reference",
    "/api/v1/declarations/import": "the same bytes are the same file",
    "/api/v1/bank-statements": "the same bytes are the same statement",
    "/api/v1/declarations/{declaration_no}/documents": "the same bytes are the same document",
    "/api/v1/declarations/files/{sheet_no}/drafts": "the drafts of a file are made once",
    "/api/v1/gate-passes/{pass_no}/turn": "a truck stands in the queue once",
    "/api/v1/manifests/{manifest_no}/arrival": "a repeated report changes nothing",
    "/api/v1/manifests/{manifest_no}/sailing": "a repeated report changes nothing",
    "/api/v1/scans/deliveries": "the same bytes are the same scan",
    "/api/v1/products/{filing_no}/pictures": "the same bytes are the same picture",
    "/api/v1/product-reviews/like": "a question: the picture is not kept",
    "/api/v1/handheld/records/{order_no}/entries": "an act carries the device's own number",
    "/api/v1/handheld/records/{order_no}/photographs": "an act carries the device's own number",
    "/api/v1/handheld/records/{order_no}/confirm": "an act carries the device's own number",
    "/api/v1/webhooks": "the answer holds a secret that is kept nowhere",
    "/api/v1/webhooks/{hook_no}": "paused twice is paused",
    "/api/v1/webhooks/{hook_no}/secret": "the answer holds a secret that is kept nowhere",
    "/api/v1/webhooks/deliveries/{delivery_no}": "who receives it twice knows its number",
}


def acts(files):
    """Every operation of the wing, ``module.function``, that these files import and name."""
    found = set()
    for path in files:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or ".operations" not in (node.module or ""):
                continue
            wing, _dot, module = node.module.partition(".operations")
            for one in node.names:
                if module:
                    found.add(f"{wing.split('.')[-1]}{module}.{one.name}")
                else:
                    found |= {
                        f"{wing.split('.')[-1]}.{one.name}.{called.attr}"
                        for called in ast.walk(tree)
                        if isinstance(called, ast.Attribute)
                        and isinstance(called.value, ast.Name)
                        and called.value.id == (one.asname or one.name)
                    }
    return {one for one in found if one.rpartition(".")[2][0].islower()}


def of_pages(wing):
    return acts((wing / "pages").rglob("*.py"))


def of_programs(wing):
    return acts([*(wing / "api").rglob("*.py"), *wing.glob("api.py")])


@pytest.mark.parametrize("wing", CLEARANCE, ids=lambda path: path.name)
def test_every_act_of_a_page_has_a_door_for_programs(wing):
    missing = of_pages(wing) - of_programs(wing) - set(ONLY_ON_A_PAGE)
    assert not missing, "give it a door in api/, or say in ONLY_ON_A_PAGE why it has none"


def test_no_exception_is_left_over():
    alone = set().union(*(of_pages(wing) - of_programs(wing) for wing in CLEARANCE))
    assert set(ONLY_ON_A_PAGE) <= alone
    assert all(len(reason.split()) > 2 for reason in ONLY_ON_A_PAGE.values())


@cache
def _posts():
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    return {path: doors["post"] for path, doors in paths.items() if "post" in doors}


def test_every_door_that_acts_takes_an_idempotency_key():
    unkeyed = {
        path
        for path, door in _posts().items()
        if "Idempotency-Key" not in {one["name"] for one in door.get("parameters", [])}
    }
    assert unkeyed == set(NOT_REPEATABLE)
