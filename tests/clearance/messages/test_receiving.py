"""A message comes in: kept, acted on by the operation of the form, answered in its own shape."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from django.db import connection
from lxml import etree

from clearance.declarations.models import Declaration
from clearance.declarations.operations.decide_change import approve_change
from clearance.messages.models import Answer, Message
from clearance.messages.operations.receive_message import (
    MessageKindUnknown,
    ReferenceUsed,
    receive_message,
)
from clearance.messages.rules.reading import MessageNotReadable
from clearance.messages.states import Act, MessageState
from customs_portal.journal.models import JournalEntry
from customs_portal.kit.errors import NotPermitted
from tests.factories.clearance import (
    MORNING,
    a_manifest_for,
    a_summary,
    an_item,
    reference_data,
)
from tests.factories.messages import (
    a_completion,
    a_filing,
    a_foreign_declaration,
    a_statement,
    a_withdrawal,
    an_amendment,
    envelope,
)
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.feature("C-18")]


def send(data, clerk, **changes):
    return receive_message(**{"data": data, "by": clerk, "now": MORNING, **changes})


def notice(message, at=-1):
    """The function and the texts of an answer."""
    answer = list(message.answers.order_by("id"))[at]
    root = etree.fromstring(answer.body.encode())
    texts = {}
    for one in root.iter(etree.Element):
        texts.setdefault(etree.QName(one).localname, []).append(one.text)
    return answer.function_code, texts


def test_a_filing_of_our_own_country_becomes_the_declaration_that_the_form_would_make(clerk, told):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary)

    message, is_new = send(a_filing(summary, reference="LRN-1"), clerk)

    assert is_new
    assert (message.state, message.act) == (MessageState.FILED, Act.SUMMARY)
    declaration = Declaration.objects.get(declaration_no=message.declaration_no)
    assert declaration.transport_document == summary.transport_document
    assert declaration.vessel == summary.vessel
    assert declaration.gross_weight_kg == summary.gross_weight_kg
    assert declaration.pieces == summary.pieces
    assert declaration.supervision_mode == "0110"
    assert declaration.value_cny == Decimal("418656.00")
    assert [one.container_no for one in declaration.containers.all()] == list(summary.container_nos)
    function, texts = notice(message)
    assert function == "01"
    assert texts["ID"] == [declaration.declaration_no]
    assert texts["FunctionalReferenceID"][1] == "LRN-1"
    assert told()[-2:] == ["clearance.message-answered", "clearance.message-received"]


def test_the_questions_and_their_answers_come_from_the_statements(clerk):
    summary = a_summary(
        clerk=clerk, involves_inspection=True, items=(an_item(hs_code="6109100010"),)
    )
    statements = (
        a_statement("ITEMBOX", "1:all")
        + a_statement("QUALIFICATION", "Q-1")
        + a_statement("CIQNAME", "T-shirts")
        + a_statement("ATTRIBUTE", "11")
        + a_statement("PURPOSE", "99")
    )
    message, _ = send(a_filing(summary, statements=statements), clerk)

    assert message.state == MessageState.FILED, notice(message)[1]["Description"]
    declaration = Declaration.objects.get(declaration_no=message.declaration_no)
    assert declaration.involves_inspection
    assert declaration.extras["product_qualification"] == "Q-1"
    assert declaration.extras["purpose"] == "99"


def test_a_refused_filing_is_kept_with_its_rejection_and_nothing_of_the_filing_is(clerk, told):
    summary = a_summary(clerk=clerk, departure_country="XX", items=(an_item(hs_code="999999"),))

    message, _ = send(a_filing(summary), clerk)

    assert message.state == MessageState.REJECTED
    assert Declaration.objects.count() == 0
    function, texts = notice(message)
    assert function == "03"
    assert len(texts["ValidationCode"]) == 2
    assert {len(code) for code in texts["ValidationCode"]} == {8}
    assert any("hs.unknown" in text for text in texts["Description"])
    assert texts["DocumentSectionCode"] == ["42A", "67A", "95B"] + [
        "42A",
        "67A",
        "68A",
        "23A",
        "21A",
    ]
    assert texts["TagID"] == ["062", "145"]
    assert texts["SequenceNumeric"] == ["1", "1"]
    assert "clearance.summary-accepted" not in told()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"gross_weight": "８６４０"}, "number.shape"),
        ({"gross_weight": "86\u200b40"}, "number.shape"),
        ({"gross_weight": "1e3"}, "number.shape"),
        ({"gross_weight": "-5"}, "number.shape"),
        ({"pieces": "4.5"}, "number.shape"),
        ({"pieces": "99999999999"}, "number.shape"),
    ],
)
def test_a_number_that_is_none_is_rejected_with_its_place(clerk, changes, rule):
    message, _ = send(a_filing(a_summary(clerk=clerk), **changes), clerk)
    function, texts = notice(message)
    assert function == "03"
    assert any(rule in text for text in texts["Description"])
    assert texts["DocumentSectionCode"][0] == "42A"


def test_an_answer_longer_than_its_field_is_rejected_and_not_cut(clerk):
    summary = a_summary(clerk=clerk, vessel="V" * 71, items=(an_item(name="n" * 256),))
    message, _ = send(a_filing(summary), clerk)
    _function, texts = notice(message)
    assert sum("text.too_long" in text for text in texts["Description"]) == 2


def test_more_items_than_a_declaration_holds_are_rejected(clerk):
    summary = a_summary(clerk=clerk, items=tuple(an_item() for _ in range(51)))
    message, _ = send(a_filing(summary), clerk)
    assert message.state == MessageState.REJECTED
    assert "items.too_many" in notice(message)[1]["Description"][0]


def test_a_rejected_message_leaves_its_reference_free(clerk):
    summary = a_summary(clerk=clerk, departure_country="XX")
    first, _ = send(a_filing(summary, reference="LRN-2"), clerk)
    second, is_new = send(
        a_filing(replace(summary, departure_country="VN"), reference="LRN-2"), clerk
    )
    assert (first.state, second.state, is_new) == ("REJECTED", "FILED", True)


def test_the_same_message_again_is_the_same_message(clerk):
    data = a_filing(a_summary(clerk=clerk), reference="LRN-3")
    first, _ = send(data, clerk)
    entries = JournalEntry.objects.count()

    spaced = data.replace(b"<md:MetaData", b"<md:MetaData ").replace(b"'KGM'", b'"KGM"')
    second, is_new = send(spaced, clerk, now=MORNING + timedelta(hours=1))

    assert (second.pk, is_new) == (first.pk, False)
    assert Declaration.objects.count() == 1
    assert Answer.objects.count() == 1
    assert JournalEntry.objects.count() == entries


def test_a_reference_that_was_used_for_another_message_is_refused_without_a_trace(clerk):
    send(a_foreign_declaration(reference="LRN-4"), clerk)
    entries, answers = JournalEntry.objects.count(), Answer.objects.count()

    with pytest.raises(ReferenceUsed):
        send(a_foreign_declaration(reference="LRN-4", more="<Agent><ID>1</ID></Agent>"), clerk)

    assert Message.objects.count() == 1
    assert (JournalEntry.objects.count(), Answer.objects.count()) == (entries, answers)


def test_references_that_only_begin_alike_are_two(clerk):
    first, _ = send(a_foreign_declaration(reference="L" * 90 + "1"), clerk)
    second, is_new = send(a_foreign_declaration(reference="L" * 90 + "2"), clerk)
    assert is_new
    assert first.reference != second.reference


@pytest.mark.django_db(transaction=True)
def test_the_same_message_many_times_at_once_is_taken_in_once():
    reference_data()
    clerk = UserFactory(clerk=True)
    data = a_filing(a_summary(clerk=clerk), reference="AT-ONCE")
    together, answers = Barrier(4), []

    def post():
        together.wait()
        try:
            answers.append(send(data, clerk))
        except Exception as error:
            answers.append(error)
        finally:
            connection.close()

    threads = [Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [is_new for _message, is_new in sorted(answers, key=lambda one: one[1])] == [
        False, False, False, True,
    ]  # fmt: skip
    assert len({message.pk for message, _is_new in answers}) == 1
    assert Declaration.objects.count() == Answer.objects.count() == 1


def test_another_enterprise_may_use_the_same_reference(clerk):
    send(a_foreign_declaration(reference="LRN-5"), clerk)
    _message, is_new = send(a_foreign_declaration(reference="LRN-5"), UserFactory(clerk=True))
    assert is_new


@pytest.mark.parametrize(
    "changes", [{"country": "GB"}, {"type_code": "EXA"}, {"country": "NZ"}, {"country": ""}]
)
def test_what_is_no_filing_under_our_law_is_kept_and_said_so(clerk, changes):
    message, _ = send(a_filing(a_summary(clerk=clerk), **changes), clerk)

    assert (message.state, message.act) == (MessageState.RECEIVED, Act.NONE)
    assert Declaration.objects.count() == 0
    function, texts = notice(message)
    assert function == "02"
    assert "nothing was declared" in texts["StatementDescription"][0]


def test_a_movement_and_a_notification_are_kept_too(clerk):
    movement = (
        b"<i:inventoryLinkingMovementRequest xmlns:i='urn:x'><i:messageCode>EAL</i:messageCode>"
        b"<i:ucrBlock><i:ucr>5GB1-X</i:ucr></i:ucrBlock><i:movementReference>M-1"
        b"</i:movementReference></i:inventoryLinkingMovementRequest>"
    )
    told = b"<MetaData><Response><FunctionCode>09</FunctionCode></Response></MetaData>"
    first, _ = send(movement, clerk)
    second, _ = send(told, clerk)
    assert (first.kind, first.reference, first.function_code) == ("movement", "M-1", "EAL")
    assert second.kind == "notification"
    assert second.reference.startswith("sha256:")


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", MessageNotReadable),
        (b"<a", MessageNotReadable),
        (b"<!DOCTYPE a><a/>", MessageNotReadable),
        (b"<catalogue/>", MessageKindUnknown),
    ],
)
def test_what_is_no_message_is_refused_without_a_trace(clerk, data, refusal):
    with pytest.raises(refusal) as caught:
        send(data, clerk)
    assert caught.value.remedy
    assert not Message.objects.exists()
    assert not JournalEntry.objects.exists()


def test_who_may_not_file_may_not_send_messages(registers):
    with pytest.raises(NotPermitted):
        send(a_foreign_declaration(), UserFactory(carrier=True))
    assert not Message.objects.exists()


def test_a_withdrawal_by_message_is_asked_and_an_officer_withdraws(clerk):
    filed, _ = send(a_filing(a_summary(clerk=clerk)), clerk)

    message, _ = send(a_withdrawal(filed.declaration_no), clerk)

    assert (message.state, message.act) == (MessageState.FILED, Act.WITHDRAWAL)
    request = Declaration.objects.get().changes.get()
    assert (request.kind, request.state) == ("WITHDRAW", "ASKED")
    assert notice(message)[0] == "11"
    approve_change(request_no=request.request_no, by=UserFactory(reviewer=True), now=MORNING)
    assert Declaration.objects.get().state == "WITHDRAWN"


def test_an_amendment_by_message_answers_a_mismatch(clerk):
    summary = a_summary(clerk=clerk)
    a_manifest_for(summary, pieces=421)
    filed, _ = send(a_filing(summary), clerk)
    assert Declaration.objects.get().state == "MISMATCHED"

    changed = "<TotalPackageQuantity>421</TotalPackageQuantity>"
    message, _ = send(an_amendment(filed.declaration_no, changed), clerk)

    assert (message.state, message.act) == (MessageState.FILED, Act.AMENDMENT)
    assert Declaration.objects.get().pieces == 421
    assert Declaration.objects.get().state == "CLEARED_TO_LEAVE"
    assert notice(message)[0] == "11"


def test_an_amendment_of_what_cannot_be_amended_changes_nothing(clerk):
    summary = a_summary(clerk=clerk)
    filed, _ = send(a_filing(summary), clerk)
    changed = (
        "<TotalPackageQuantity>5</TotalPackageQuantity>"
        "<InvoiceAmount currencyID='CNY'>1</InvoiceAmount>"
    )
    message, _ = send(an_amendment(filed.declaration_no, changed), clerk)
    assert message.state == MessageState.REJECTED
    assert Declaration.objects.get().pieces == summary.pieces
    assert "amendment.not_possible" in notice(message)[1]["Description"][0]


def test_a_withdrawal_of_somebody_elses_declaration_is_rejected(clerk):
    filed, _ = send(a_filing(a_summary(clerk=clerk)), clerk)
    message, _ = send(a_withdrawal(filed.declaration_no), UserFactory(clerk=True))
    assert message.state == MessageState.REJECTED
    assert Declaration.objects.get().state != "WITHDRAWN"


def test_a_withdrawal_twice_is_rejected_the_second_time(clerk):
    filed, _ = send(a_filing(a_summary(clerk=clerk)), clerk)
    send(a_withdrawal(filed.declaration_no), clerk)
    request = Declaration.objects.get().changes.get()
    approve_change(request_no=request.request_no, by=UserFactory(reviewer=True), now=MORNING)
    message, _ = send(a_withdrawal(filed.declaration_no), clerk)
    assert message.state == MessageState.REJECTED


def test_step_two_by_message_is_refused_before_the_release_and_names_the_state(clerk):
    filed, _ = send(a_filing(a_summary(clerk=clerk)), clerk)
    message, _ = send(a_completion(filed.declaration_no, [an_item(hs_code="6109100010")]), clerk)
    assert (message.state, message.act) == (MessageState.REJECTED, Act.COMPLETE)
    assert "not_released_yet" in notice(message)[1]["Description"][0]


def test_a_completion_without_its_number_is_rejected(clerk):
    message, _ = send(
        envelope(
            "<FunctionCode>9</FunctionCode><FunctionalReferenceID>L-9</FunctionalReferenceID>"
            "<TypeCode>IMY</TypeCode>"
        ),
        clerk,
    )
    assert message.state == MessageState.REJECTED
