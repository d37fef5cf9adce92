"""The shape of product filings on the wire."""

from typing import Any

from rest_framework import serializers

from inspection.products.models import ANSWERS
from inspection.products.operations.keep_filing import LONGEST


class ProductAnswers(serializers.Serializer[Any]):
    """What the form asks; whatever is absent stays as it is."""

    name_en = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["name_en"])
    name_zh = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["name_zh"])
    model = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["model"])
    hs_code = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST["hs_code"])
    description_en = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST["description_en"]
    )
    description_zh = serializers.CharField(
        required=False, allow_blank=True, max_length=LONGEST["description_zh"]
    )

    def given(self) -> dict[str, str]:
        return {name: self.validated_data[name] for name in ANSWERS if name in self.validated_data}


class ProductRow(serializers.Serializer[Any]):
    filing_no = serializers.CharField()
    firm = serializers.CharField()
    uscc = serializers.CharField()
    name_en = serializers.CharField()
    name_zh = serializers.CharField()
    model = serializers.CharField()
    hs_code = serializers.CharField()
    state = serializers.CharField()
    pictures = serializers.IntegerField()
    is_demonstration = serializers.BooleanField()
    saved_at = serializers.DateTimeField()
    submitted_at = serializers.DateTimeField(allow_null=True)
    valid_until = serializers.DateTimeField(allow_null=True)


class ProductPictureAnswer(serializers.Serializer[Any]):
    picture_id = serializers.IntegerField()
    kind = serializers.CharField()
    scan_no = serializers.CharField()
    sha256 = serializers.CharField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    added_at = serializers.DateTimeField()


class ProductVersionAnswer(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    answers = serializers.DictField()
    pictures = serializers.ListField(child=serializers.DictField())
    filed_at = serializers.DateTimeField()


class ProductFile(serializers.Serializer[Any]):
    """One filing whole, its versions newest first."""

    product = ProductRow(source="row")
    answers = serializers.DictField()
    version = serializers.IntegerField()
    reason = serializers.CharField()
    pictures = ProductPictureAnswer(many=True)
    versions = ProductVersionAnswer(many=True)


class PictureBody(serializers.Serializer[Any]):
    """``kind``: PHOTO or SCAN."""

    file = serializers.FileField(allow_empty_file=True)
    kind = serializers.CharField(max_length=5)


class PictureAdded(serializers.Serializer[Any]):
    picture_id = serializers.IntegerField()


class ProductReasonRequest(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=400, allow_blank=True)


class ProductDecideRequest(serializers.Serializer[Any]):
    """``outcome``: ACCEPTED or RETURNED."""

    outcome = serializers.CharField(max_length=10)
    reason = serializers.CharField(max_length=400, allow_blank=True, default="")


class LikeAnswer(serializers.Serializer[Any]):
    product = ProductRow(source="filing")
    picture_id = serializers.IntegerField()
    likeness_permille = serializers.IntegerField()
    method = serializers.CharField()
