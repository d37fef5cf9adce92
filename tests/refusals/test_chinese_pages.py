"""What Chinese readers meet on pages of law and money: units, sources of law, API doors."""

import pytest
from django.template import Context, Template
from django.utils.translation import override

from customs_portal.api_docs import GROUPS
from customs_portal.look.laws import chinese_source


@pytest.mark.parametrize(
    ("source", "chinese"),
    [
        ("GACC 43/2010; L24", "海关总署2010年第43号文件"),
        ("MoF/GACC/STA 18/2016; L23", "财政部、海关总署、国家税务总局2016年第18号文件"),
        ("Order 282 of 13 Jan 2026; L28", "海关总署令第282号"),
        ("Tariff Law, in force 1 Dec 2024", "《关税法》"),
        ("Demonstration tariff of this deployment", "本系统演示税则"),
        ("Practice of 3 to 5 %", ""),
    ],
)
def test_sources_of_law_have_their_chinese_name(source, chinese):
    assert chinese_source(source) == chinese


def shown(language, text, **context):
    with override(language):
        return Template("{% load portal %}" + text).render(Context(context))


def test_sources_keep_their_title_and_gain_a_chinese_one_only_for_chinese_readers():
    text = "{{ source|source_zh }}"
    assert shown("zh-hans", text, source="GACC 43/2010") == "海关总署2010年第43号文件"
    assert shown("en", text, source="GACC 43/2010") == ""


def test_units_are_words_of_the_reader():
    assert shown("zh-hans", "{{ unit|unit_word }}", unit="kg") == "千克"
    assert shown("en", "{{ unit|unit_word }}", unit="pieces") == "pieces"
    assert shown("zh-hans", "{{ unit|unit_word }}", unit="035") == "035"


def test_groups_of_the_api_have_their_chinese(client):
    with override("zh-hans"):
        assert all(str(title) != name for name, title in GROUPS.items())
        assert str(GROUPS["declarations"]) == "报关单"
