"""The bench of messages says in one sentence when it has nothing to measure."""

from customs_portal.benches import messages


def test_a_folder_without_messages_is_said_in_one_sentence(tmp_path):
    assert messages.why_not(str(tmp_path / "none")).endswith("none.")
    (tmp_path / "only.xsd").write_text("<xs:schema/>")
    assert "no messages" in messages.why_not(str(tmp_path))


def test_a_folder_with_messages_is_measured(tmp_path):
    (tmp_path / "one.xml").write_text("<a/>")
    assert messages.why_not(str(tmp_path)) == ""


def test_the_usual_folder_lies_where_the_shared_data_are(monkeypatch, tmp_path):
    monkeypatch.setenv("PORTAL_SHARED", str(tmp_path))
    assert str(tmp_path) in messages.why_not("")
