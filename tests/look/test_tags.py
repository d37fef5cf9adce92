"""What the template tags draw and how numbers and times are written."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.db.models import TextChoices
from django.template import Context, Template
from django.utils import translation

from customs_portal.kit import clock
from customs_portal.look import charts, glyphs, tones
from customs_portal.templatetags import portal

NOW = datetime(2026, 11, 21, 6, 36, 8, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    return Template("{% load portal %}" + source).render(Context(context))


class Light(TextChoices):
    RELEASED = "RELEASED", "Released"
    HELD = "HELD", "Held for inspection"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        ("CSQU3054383", "CSQU 305438 3"),
        ("220320261000118842", "2203 2026 1 000118842"),
        ("91320100MA1XXXXX2K", "91 320100 MA1XXXXX2 K"),
        ("123456789012345678901234", "1234 5678 9012 3456 7890 1234"),
        ("粤B12345", "粤B12345"),
        (None, ""),
    ],
)
def test_long_numbers_are_written_in_groups_that_can_be_read_out(number, written):
    assert portal.spaced(number) == written


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_money_is_grouped_by_thousands_in_both_languages(language):
    with translation.override(language):
        assert portal.cny("1500000") == "¥\N{NO-BREAK SPACE}1,500,000.00"
        assert portal.grouped(8134) == "8,134"
        assert portal.cny(None) == portal.grouped("") == "–"


def test_times_are_the_ports_own_in_either_language(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    with translation.override("en"):
        assert portal.local_time(NOW) == "21 Nov 14:36"
        assert portal.local_time(NOW, "full") == "21 Nov 2026 14:36:08"
        assert portal.ago(NOW - timedelta(hours=2)) == "2 hours ago"
    with translation.override("zh-hans"):
        assert portal.local_time(NOW) == "11月21日 14:36"
        assert portal.local_time(NOW, "date") == "2026-11-21"
    assert portal.age(NOW - timedelta(seconds=375)) == "06:15"
    assert portal.left(NOW - timedelta(seconds=252)) == "−04:12"
    assert portal.left(NOW + timedelta(hours=2, seconds=5)) == "2:00:05"
    assert portal.left(NOW - timedelta(days=2150, seconds=5)) == "−2,150 days"
    with translation.override("zh-hans"):
        assert portal.left(NOW + timedelta(days=14)) == "14天"


def test_a_chip_takes_word_and_tone_from_the_state_itself():
    chip = render("{% status_chip state %}", state=Light.HELD)
    assert "tone-major" in chip
    assert "Held for inspection" in chip
    assert "tone-ok" in render("{% status_chip state %}", state="RELEASED")
    assert tones.tone_of_state(SimpleNamespace(tone="minor")) == "minor"
    assert glyphs.tone_of("offline") == "off"


def test_what_a_visitor_wrote_is_escaped_in_every_drawing():
    evil = "<script>x</script>"
    for drawn in (
        render("{% status_chip label=evil tone='ok' %}", evil=evil),
        render("{% severity 'ok' evil %}", evil=evil),
        render("{% field name='x' label=evil value=evil error=evil hint=evil %}", evil=evil),
        str(charts.bar_chart(values=[1], labels=[evil], title=evil)),
    ):
        assert "<script>" not in drawn


def test_a_field_from_a_form_names_its_error_for_screen_readers():
    class PlateForm(forms.Form):
        plate_no = forms.CharField(label="Plate", help_text="As on the truck", max_length=8)

    form = PlateForm({"plate_no": ""})
    drawn = render("{% field form.plate_no unit='plate' %}", form=form)
    assert 'aria-describedby="id_plate_no-hint id_plate_no-error"' in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'maxlength="8"' in drawn
    assert "This field is required." in drawn


def test_a_field_from_plain_values_keeps_what_was_filled_in():
    drawn = render(
        "{% field name='mode' label='Mode' choices=modes value='4' %}",
        modes=[("2", "Sea"), ("4", "Road")],
    )
    assert '<option value="4" selected>Road</option>' in drawn
    boxes = render(
        "{% field name='needs' label='Needs' type='checkboxes' choices=needs value=chosen %}",
        needs=[("tax", "Tax"), ("licence", "Licence")],
        chosen=["tax"],
    )
    assert boxes.count("checked") == 1


def test_charts_leave_a_gap_in_knowledge_empty_and_have_a_twin_in_words():
    series = [charts.Series(name="Import", values=[3, None, 5])]
    drawn = render(
        "{% line_chart series labels 'Throughput' %}", series=series, labels=["08", "09", "10"]
    )
    assert 'aria-label="Throughput"' in drawn
    assert '<td class="n">–</td>' in drawn
    assert charts.sparkline([None, 4]) == ""
    assert "style=" not in drawn


def test_an_icon_that_does_not_exist_is_found_at_once():
    assert "<svg" in render("{% icon 'search' %}")
    with pytest.raises(KeyError):
        render("{% icon 'no-such-icon' %}")
