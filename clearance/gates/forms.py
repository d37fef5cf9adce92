"""The application form for a gate pass."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearance.gates.facts import PassApplication
from customs_portal.kit.errors import DomainError, Faults


class PassForm(forms.Form):
    """Shapes only; what the numbers must be is the operation's business."""

    declaration_no = forms.CharField(label=_("Declaration number"), max_length=30)
    container_no = forms.CharField(label=_("Container number"), max_length=20)
    plate_no = forms.CharField(label=_("Plate of the truck"), max_length=20)
    truck_kg = forms.IntegerField(label=_("Truck"))
    frame_kg = forms.IntegerField(label=_("Frame or trailer"))
    container_kg = forms.IntegerField(label=_("Empty container"))
    goods_kg = forms.IntegerField(label=_("Goods"))

    def to_application(self) -> PassApplication:
        return PassApplication(**self.cleaned_data)

    def take_refusal(self, refusal: DomainError) -> None:
        """Put each fault beside its field, with what to do."""
        for one in refusal.faults if isinstance(refusal, Faults) else [refusal]:
            words: Any = f"{one.message} {one.remedy}".strip()
            self.add_error(one.field if one.field in self.fields else None, words)
