"""Many drafts submitted together: each by the act of one, each once, each with its answer."""

import pytest
from django.db import transaction
from rest_framework.test import APIClient

from clearance.declarations.forms import filing_from, summary_from
from clearance.declarations.models import Declaration, Draft, DraftRun, DraftRunLine
from clearance.declarations.operations.keep_draft import begin_draft
from clearance.declarations.operations.submit_draft import submit_draft
from clearance.declarations.operations.submit_many import begin_run, submit_next_line
from clearance.declarations.tasks import go_on
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import Fault, NotFound, NotPermitted
from tests.clearance.declarations.test_pages import answers_of
from tests.factories.clearance import MORNING, a_container_no
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-03")]
HOME = "/enterprise/declarations/"
SUBMIT = f"{HOME}drafts/submit/"


@pytest.fixture(autouse=True)
def this_morning(monkeypatch):
    monkeypatch.setattr("customs_portal.kit.clock.now", lambda: MORNING)


def a_draft(clerk, number=1, **changes):
    given = {"transport_document": f"HDMU{number:08d}", "container_nos": a_container_no()}
    return begin_draft(by=clerk, now=MORNING, answers=answers_of(clerk, **(given | changes)))


def begin(clerk, *drafts, token="t"):
    run, is_new = begin_run(
        draft_nos=[one.draft_no for one in drafts], token=token, by=clerk, now=MORNING
    )
    return run, is_new


def finish(run):
    while submit_next_line(run_no=run.run_no, read=filing_from, now=MORNING):
        pass
    return list(run.lines.order_by("position"))


def test_each_draft_is_accepted_or_refused_for_itself(clerk):
    good, bad = a_draft(clerk, 1), a_draft(clerk, 2, **{"items.0.hs_code": "610999", "pieces": "x"})

    run, _is_new = begin(clerk, good, bad)
    first, second = finish(run)

    assert (first.state, second.state) == ("ACCEPTED", "REFUSED")
    assert first.declaration == Declaration.objects.get()
    assert [one["rule"] for one in second.faults] == ["number.shape"]
    assert second.faults[0]["zh"]["message"] != second.faults[0]["en"]["message"]
    good.refresh_from_db()
    bad.refresh_from_db()
    assert (good.declaration, bad.declaration) == (first.declaration, None)


def test_a_refused_draft_leaves_no_trace_but_its_reasons(clerk, told):
    run, _is_new = begin(clerk, a_draft(clerk, 1, **{"items.0.hs_code": "610999"}))
    before = told()
    finish(run)
    assert told() == before
    assert not Declaration.objects.exists()


def test_two_drafts_for_one_container_end_as_one_declaration(clerk):
    box = a_container_no()
    run, _is_new = begin(
        clerk, a_draft(clerk, 1, container_nos=box), a_draft(clerk, 2, container_nos=box)
    )
    first, second = finish(run)
    assert (first.state, second.state) == ("ACCEPTED", "REFUSED")
    assert second.faults[0]["rule"] == "container.already_declared"


def test_the_same_click_twice_is_one_run(clerk):
    draft = a_draft(clerk)
    first, is_new = begin(clerk, draft)
    again, is_new_again = begin(clerk, draft)
    finish(first)
    finish(again)
    assert (is_new, is_new_again, first.pk == again.pk) == (True, False, True)
    assert Declaration.objects.count() == 1
    assert JournalEntry.objects.filter(name="clearance.summary-accepted").count() == 1


def test_a_draft_that_waits_or_is_submitted_is_refused_in_a_second_window(clerk):
    draft, done = a_draft(clerk, 1), a_draft(clerk, 2)
    submit_draft(draft_no=done.draft_no, summary=summary_from(done.answers), by=clerk, now=MORNING)
    begin(clerk, draft, token="one")

    second, _is_new = begin(clerk, draft, done, token="two")

    rules = [one.faults[0]["rule"] for one in second.lines.order_by("position")]
    assert rules == ["draft.being_submitted", "draft.already_submitted"]
    finish(second)
    assert Declaration.objects.count() == 1


def test_a_draft_submitted_alone_meanwhile_is_refused_by_its_number(clerk):
    draft = a_draft(clerk)
    run, _is_new = begin(clerk, draft)
    alone = submit_draft(
        draft_no=draft.draft_no, summary=summary_from(draft.answers), by=clerk, now=MORNING
    )
    (line,) = finish(run)
    assert line.faults[0]["rule"] == "draft.already_submitted"
    assert alone.declaration_no in line.faults[0]["en"]["message"]


def test_a_killed_worker_leaves_its_line_waiting_and_another_goes_on(clerk):
    run, _is_new = begin(clerk, *(a_draft(clerk, n) for n in range(1, 4)))
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        submit_next_line(run_no=run.run_no, read=filing_from, now=MORNING)
        raise KeyboardInterrupt
    assert not Declaration.objects.exists()

    go_on()

    assert {one.state for one in run.lines.all()} == {"ACCEPTED"}
    assert Declaration.objects.count() == 3
    go_on()
    assert Declaration.objects.count() == 3


def test_none_or_too_many_are_refused_with_the_limit(clerk):
    for numbers in ([], [f"D-{n}" for n in range(201)]):
        with pytest.raises(Fault) as refused:
            begin_run(draft_nos=numbers, token="", by=clerk, now=MORNING)
        assert refused.value.rule == "filing_file.most_drafts_together"
        assert "200" in refused.value.message
    assert not DraftRun.objects.exists()


def test_only_drafts_of_the_enterprise_are_submitted(clerk):
    foreign = a_draft(UserFactory(clerk=True))
    with pytest.raises(NotFound):
        begin(clerk, a_draft(clerk), foreign)
    with pytest.raises(NotPermitted):
        begin(UserFactory(reviewer=True), foreign)
    assert not DraftRunLine.objects.exists()


def test_all_that_are_ready_are_selected_on_every_page_of_the_list(clerk, client, monkeypatch):
    monkeypatch.setattr("clearance.declarations.pages.drafts.DRAFTS_A_PAGE", 2)
    client.force_login(clerk)
    ready = [a_draft(clerk, number).draft_no for number in (1, 2, 3)]
    a_draft(clerk, 4, pieces="")

    page = client.get(f"{HOME}drafts/?ready=1")

    text = page.content.decode()
    assert "3 of 4 drafts are ready and selected, 2 of them on other pages." in text
    assert text.count(" checked") == 1  # the last saved stands first, and is not ready
    elsewhere = page.context["ready_elsewhere"]
    assert len(elsewhere) == 2
    assert set(elsewhere) < set(ready)
    assert all(f'name="selected" value="{one}" data-elsewhere' in text for one in elsewhere)
    second = client.get(f"{HOME}drafts/?ready=1&page=2").content.decode()
    assert second.count(" checked") == 2


def test_submissions_are_sorted_by_their_columns(clerk, client):
    client.force_login(clerk)
    begin(clerk, a_draft(clerk, 1))
    begin(clerk, a_draft(clerk, 2), a_draft(clerk, 3), token="u")
    for sort, first in (("drafts", 1), ("-drafts", 2), ("what", 2)):
        rows = client.get(f"{HOME}runs/?sort={sort}").context["rows"]
        assert rows[0].total == first, sort


def test_the_page_asks_once_more_submits_and_lists_the_numbers(clerk, client):
    client.force_login(clerk)
    good, bad = a_draft(clerk, 1), a_draft(clerk, 2, pieces="")
    listed = client.get(f"{HOME}drafts/?ready=1").content.decode()
    assert listed.count(" checked") == 1
    chosen = {"selected": [good.draft_no, bad.draft_no]}

    asked = client.post(SUBMIT, chosen)

    assert "1 of 2 are ready" in asked.content.decode()
    assert not DraftRun.objects.exists()
    sure = chosen | {"act": "submit", "token": asked.context["token"]}
    done = client.post(SUBMIT, sure, follow=True)
    again = client.post(SUBMIT, sure, follow=True)
    declaration = Declaration.objects.get()
    assert f"/enterprise/declarations/{declaration.declaration_no}/" in done.content.decode()
    assert done.request["PATH_INFO"] == again.request["PATH_INFO"]
    run = DraftRun.objects.get()
    exported = client.get(f"{HOME}runs/{run.run_no}/result.csv").getvalue().decode("utf-8-sig")
    assert declaration.declaration_no in exported
    assert run.run_no in client.get(f"{HOME}runs/").content.decode()


def test_more_than_a_handful_go_on_in_the_background_with_a_bar(clerk, client):
    client.force_login(clerk)
    numbers = [a_draft(clerk, n).draft_no for n in range(1, 8)]
    client.post(SUBMIT, {"selected": numbers, "act": "submit", "token": "x"})
    address = f"{HOME}runs/{DraftRun.objects.get().run_no}/"
    assert "5 of 7" in client.get(f"{address}progress/").content.decode()
    go_on()
    assert client.get(f"{address}progress/").headers["HX-Refresh"] == "true"
    assert "All were accepted." in client.get(address).content.decode()


def test_a_program_submits_drafts_together_once_per_key(clerk):
    program = APIClient()
    program.force_authenticate(clerk)
    body = {"draft_nos": [a_draft(clerk, 1).draft_no, a_draft(clerk, 2, pieces="0").draft_no]}
    door = "/api/v1/declarations/drafts/submit"
    first = program.post(door, body, format="json", headers={"idempotency-key": "k1"})
    again = program.post(door, body, format="json", headers={"idempotency-key": "k1"})
    assert (first.status_code, first.json()) == (202, again.json())
    states = [one["state"] for one in first.json()["lines"]]
    assert states == ["ACCEPTED", "REFUSED"]
    run = program.get(f"/api/v1/declarations/runs/{first.json()['run_no']}").json()
    assert (run["accepted"], run["refused"], DraftRun.objects.count()) == (1, 1, 1)
    assert Draft.objects.filter(declaration=None).count() == 1
