"""Both languages are complete: no text without its Chinese, none left in doubt."""

import re
from collections import defaultdict

import pytest

from tests.architecture.house import CATALOGUES, each


def entries(text):
    for block in text.split("\n\n")[1:]:
        lines = [line for line in block.splitlines() if not line.startswith("#~")]
        if any(line.startswith("msgid") for line in lines):
            yield "\n".join(lines)


def said(kind, entry):
    found = re.search(rf'^{kind}((?: ?".*"\n?)+)', entry, re.M)
    return "".join(re.findall(r'"(.*)"', found[1])) if found else ""


@pytest.mark.parametrize("path", each(CATALOGUES))
def test_every_text_has_its_chinese(path):
    for entry in entries(path.read_text()):
        text = said("msgid", entry)
        chinese = said("msgstr", entry) or said(r"msgstr\[0\]", entry)
        assert not text or chinese, f"without a translation: {text}"
        assert "#, fuzzy" not in entry, f"in doubt: {text}"


@pytest.mark.parametrize("path", each(CATALOGUES))
def test_translations_keep_their_placeholders(path):
    placeholder = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}")
    for entry in entries(path.read_text()):
        text, chinese = said("msgid", entry), said("msgstr", entry)
        if text and chinese:
            assert sorted(placeholder.findall(text)) == sorted(placeholder.findall(chinese)), text


def test_no_text_has_two_translations():
    """At run time all catalogues are one: two meanings of a word need a context each."""
    found = defaultdict(lambda: defaultdict(set))
    for path in CATALOGUES:
        for entry in entries(path.read_text()):
            text = said("msgid", entry)
            chinese = said("msgstr", entry) or said(r"msgstr\[0\]", entry)
            if text:
                found[said("msgctxt", entry), text][chinese].add(path.parts[-5])
    clashes = {text: dict(said) for text, said in found.items() if len(said) > 1}
    assert not clashes, clashes
