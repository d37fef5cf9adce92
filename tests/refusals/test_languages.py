"""Whatever is refused is told in both languages: what is wrong, by which rule, what to do."""

import importlib
import pkgutil
import re

import pytest
from django.apps import apps
from django.utils.translation import gettext, override

import customs_portal.kit
from clearance.gates.rules.passage import RULES
from customs_portal.kit.errors import DomainError, Fault, Faults, NotFound
from customs_portal.kit.identifiers import check_container_no
from hardware_adapters.ports import FrameFault, fault, number_fault, on_the_wire
from tests.architecture.house import ROOMS

HAN = re.compile(r"[\u4e00-\u9fff]")
# raised with words of their own every time, which their callers' tests look at
WORDLESS = {DomainError, Fault, Faults, FrameFault}


def every_refusal():
    for room in ROOMS:
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            if not {"migrations", "settings", "management"} & set(module.name.split(".")):
                importlib.import_module(module.name)
    found, ahead = set(), [DomainError]
    while ahead:
        one = ahead.pop()
        if one not in found:
            found.add(one)
            ahead += one.__subclasses__()
    return sorted((one for one in found if one.__module__.split(".")[0] in ROOMS), key=str)


@pytest.fixture(scope="module")
def refusals():
    return every_refusal()


def test_every_refusal_is_looked_at(refusals):
    assert len(refusals) > 70
    assert apps.ready
    assert customs_portal.kit


def test_every_sentence_has_its_chinese(refusals):
    with override("zh-hans"):
        untold = [one.__qualname__ for one in refusals if not HAN.search(gettext(one.sentence))]
    assert untold == []


def test_every_remedy_has_its_chinese(refusals):
    with override("zh-hans"):
        untold = [
            one.__qualname__
            for one in refusals
            if one.remedy_sentence and not HAN.search(gettext(one.remedy_sentence))
        ]
    assert untold == []


def test_every_refusal_says_what_to_do(refusals):
    silent = [
        one.__qualname__ for one in refusals if one not in WORDLESS and not one.remedy_sentence
    ]
    assert silent == []


def test_every_refusal_names_its_rule(refusals):
    """The rule of a refusal is its code unless the act names a finer one."""
    for one in refusals:
        assert re.fullmatch(r"[a-z][a-z0-9_]+", one.code), one.__qualname__
        assert one is DomainError or one.code != DomainError.code, one.__qualname__


def test_a_device_fault_is_told_in_both_languages_with_its_words():
    refused = fault(
        "weight", "wire.number", "%(name)s is no number in range.", "Send %(low)s to %(high)s.",
        words={"name": "weight", "low": 1, "high": 9},
    )  # fmt: skip
    assert on_the_wire(refused) == {
        "field": "weight",
        "rule": "wire.number",
        "message": "weight is no number in range.",
        "remedy": "Send 1 to 9.",
        "message_zh": "weight 不是有效范围内的数值。",
        "remedy_zh": "请发送 1 至 9 之间的数值。",
    }


def test_a_number_that_is_wrong_is_told_in_both_languages():
    told = on_the_wire(number_fault(check_container_no, "TEMU3108253", field="container_no"))
    assert told["rule"] == "iso6346.check_digit"
    assert HAN.search(told["message_zh"])
    assert HAN.search(told["remedy_zh"])
    assert not HAN.search(told["message"] + told["remedy"])


def test_a_refused_act_is_told_to_the_tablet_in_both_languages():
    told = on_the_wire(NotFound(field="order_no"))
    assert told["message"] == "There is no such number among those you may see."
    assert HAN.search(told["message_zh"])
    assert HAN.search(told["remedy_zh"])


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_the_lane_screen_and_the_gate_officer_are_told_in_both_languages(rule):
    assert HAN.search(rule.line_zh)
    assert HAN.search(rule.remedy_zh)
    assert rule.line_en in rule.line
    assert rule.line_zh in rule.line
    assert rule.remedy_en
