"""The shape of the handheld's acts and records on the wire."""

from typing import Any

from rest_framework import serializers

from inspection.orders.states import RecordPart

LONGEST_VALUE = 4000  # the field's own limit is named when it is taken


class HandheldPersonAnswer(serializers.Serializer[Any]):
    username = serializers.CharField()
    name = serializers.CharField()


class HandheldWordAnswer(serializers.Serializer[Any]):
    """``seq`` is the base of whoever writes over this value."""

    value = serializers.CharField(allow_blank=True)
    seq = serializers.IntegerField()
    by = serializers.CharField()
    device = serializers.CharField()
    written_at = serializers.DateTimeField()


class HandheldContradictionAnswer(serializers.Serializer[Any]):
    """Every value that was said in the field, the standing one last."""

    field = serializers.CharField()
    values = HandheldWordAnswer(many=True)


class HandheldPhotographAnswer(serializers.Serializer[Any]):
    photograph_id = serializers.IntegerField()
    entry_id = serializers.CharField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    sha256 = serializers.CharField()
    sent_sha256 = serializers.CharField()
    latitude = serializers.CharField(allow_blank=True)
    longitude = serializers.CharField(allow_blank=True)
    accuracy_m = serializers.IntegerField(allow_null=True)
    by = serializers.CharField()
    taken_at = serializers.DateTimeField()
    reading = serializers.CharField(allow_blank=True)
    reading_label = serializers.CharField(allow_blank=True)
    unread_label = serializers.CharField(allow_blank=True)
    read_number = serializers.CharField(allow_blank=True)
    expected_number = serializers.CharField(allow_blank=True)


class HandheldConfirmationAnswer(serializers.Serializer[Any]):
    by = serializers.CharField()
    confirmed_at = serializers.DateTimeField()


class HandheldMissingAnswer(serializers.Serializer[Any]):
    field = serializers.CharField()
    rule = serializers.CharField()
    message = serializers.CharField()


class HandheldRecordAnswer(serializers.Serializer[Any]):
    """``missing`` is what is still to be said before two officers can confirm."""

    order_no = serializers.CharField()
    version = serializers.IntegerField()
    seq = serializers.IntegerField()
    words = serializers.DictField(child=HandheldWordAnswer())
    contradictions = HandheldContradictionAnswer(many=True)
    photographs = HandheldPhotographAnswer(many=True)
    confirmations = HandheldConfirmationAnswer(many=True)
    missing = HandheldMissingAnswer(many=True)
    content_hash = serializers.CharField()
    concluded_at = serializers.DateTimeField(allow_null=True)


class HandheldWhyReturnedAnswer(serializers.Serializer[Any]):
    """Why a supervisor returned the record: which parts, in which words."""

    version = serializers.IntegerField(help_text="The version that was returned.")
    parts = serializers.ListField(child=serializers.CharField())
    part_labels = serializers.ListField(child=serializers.CharField())
    reason = serializers.CharField()
    returned_by = serializers.CharField()
    returned_at = serializers.DateTimeField()


class HandheldReturnAnswer(HandheldWhyReturnedAnswer):
    """For the crew's device."""

    returned_by_name = serializers.CharField()


class HandheldReturnedVersionAnswer(HandheldWhyReturnedAnswer):
    """What the crew had concluded, and why it went back."""

    outcome = serializers.CharField()
    outcome_label = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    concluded_by = serializers.CharField()
    concluded_at = serializers.DateTimeField()
    was_told = serializers.BooleanField(help_text="The line had heard of it and took it back.")


class HandheldRecordHistoryAnswer(HandheldRecordAnswer):
    """``returns``: conclusions that went back to the crew, the first one first."""

    returns = HandheldReturnedVersionAnswer(many=True)


class HandheldTaskAnswer(serializers.Serializer[Any]):
    """``caution`` is the security notice of the goods, "" for ordinary ones."""

    order_no = serializers.CharField()
    subject_reference = serializers.CharField()
    container_no = serializers.CharField(allow_blank=True)
    place_code = serializers.CharField()
    method = serializers.CharField()
    method_words = serializers.CharField()
    how = serializers.CharField(allow_blank=True)
    caution = serializers.CharField(allow_blank=True)
    look_for = serializers.CharField(allow_blank=True)
    reasons = serializers.ListField(child=serializers.CharField())
    declared = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    crew = HandheldPersonAnswer(many=True)
    ordered_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    accepted_at = serializers.DateTimeField(allow_null=True)
    returned = HandheldReturnAnswer(allow_null=True)
    record = HandheldRecordAnswer()


class HandheldConcludedAnswer(serializers.Serializer[Any]):
    order_no = serializers.CharField()
    container_no = serializers.CharField(allow_blank=True)
    concluded_at = serializers.DateTimeField()


class HandheldTasksAnswer(serializers.Serializer[Any]):
    """Open orders, the first due first; records concluded within the last day."""

    officer = serializers.CharField()
    seen_at = serializers.DateTimeField()
    tasks = HandheldTaskAnswer(many=True)
    concluded = HandheldConcludedAnswer(many=True)


class HandheldEntryRequest(serializers.Serializer[Any]):
    """One field. ``entry_id`` is the device's own number: sent again it changes nothing."""

    entry_id = serializers.UUIDField()
    device = serializers.CharField(max_length=40)
    field = serializers.CharField(max_length=64)
    value = serializers.CharField(max_length=LONGEST_VALUE, allow_blank=True, trim_whitespace=False)
    base = serializers.IntegerField(min_value=0, max_value=2_000_000_000)
    written_at = serializers.DateTimeField()
    settles = serializers.BooleanField(default=False)


class HandheldEntryAnswer(serializers.Serializer[Any]):
    """``contradicts``: another device's value stood there unseen; both are kept."""

    seq = serializers.IntegerField()
    contradicts = serializers.BooleanField()


class HandheldPhotographRequest(serializers.Serializer[Any]):
    """``kind``: GOODS, CONTAINER, SEAL or SIGNATURE; place in degrees (WGS 84), if known."""

    entry_id = serializers.UUIDField()
    device = serializers.CharField(max_length=40)
    kind = serializers.CharField(max_length=9)
    file = serializers.FileField(allow_empty_file=True)
    taken_at = serializers.DateTimeField()
    latitude = serializers.DecimalField(
        max_digits=7, decimal_places=5, min_value=-90, max_value=90, required=False
    )
    longitude = serializers.DecimalField(
        max_digits=8, decimal_places=5, min_value=-180, max_value=180, required=False
    )
    accuracy_m = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)


class HandheldPhotographTaken(serializers.Serializer[Any]):
    photograph_id = serializers.IntegerField()


class HandheldConfirmRequest(serializers.Serializer[Any]):
    """``content_hash`` names the version that the officer has read."""

    entry_id = serializers.UUIDField()
    content_hash = serializers.CharField(max_length=64)


class HandheldConfirmAnswer(serializers.Serializer[Any]):
    concluded = serializers.BooleanField()


class RecordReturnRequest(serializers.Serializer[Any]):
    """``parts``: what is to be looked at again; the crew reads ``reason`` on its devices."""

    parts = serializers.ListField(
        child=serializers.ChoiceField(RecordPart.choices), allow_empty=True
    )
    reason = serializers.CharField(max_length=500, allow_blank=True)


class RecordReturnedAnswer(serializers.Serializer[Any]):
    version = serializers.IntegerField(help_text="The version that opens.")
