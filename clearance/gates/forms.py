"""The application form for a gate pass."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clearance.gates.facts import PassApplication
from customs_portal.kit.errors import DomainError, Faults
from customs_portal.kit.identifiers import (
    IdentifierFault,
    check_container_no,
    check_declaration_no,
    check_plate,
)


class PassForm(forms.Form):
    """Shapes and identifiers, so that all of them are named at once beside their fields."""

    declaration_no = forms.CharField(label=_("Declaration number"), max_length=30)
    container_no = forms.CharField(label=_("Container number"), max_length=20)
    plate_no = forms.CharField(label=_("Plate of the truck"), max_length=20)
    truck_kg = forms.IntegerField(label=_("Truck"))
    frame_kg = forms.IntegerField(label=_("Frame or trailer"))
    container_kg = forms.IntegerField(label=_("Empty container"))
    goods_kg = forms.IntegerField(label=_("Goods"))

    def clean_declaration_no(self) -> str:
        return self._checked("declaration_no", check_declaration_no)

    def clean_container_no(self) -> str:
        return self._checked("container_no", check_container_no)

    def clean_plate_no(self) -> str:
        return self._checked("plate_no", lambda text: check_plate(text).text)

    def _checked(self, field: str, check: Callable[[str], str]) -> str:
        try:
            return check(self.cleaned_data[field])
        except IdentifierFault as fault:
            raise forms.ValidationError(fault.message) from fault

    def to_application(self) -> PassApplication:
        return PassApplication(**self.cleaned_data)

    def take_refusal(self, refusal: DomainError) -> None:
        """Put each fault beside its field, with what to do."""
        for one in refusal.faults if isinstance(refusal, Faults) else [refusal]:
            words: Any = f"{one.message} {one.remedy}".strip()
            self.add_error(one.field if one.field in self.fields else None, words)

    @property
    def problems(self) -> list[dict[str, str]]:
        """Every fault in the order of the form, for the summary above it."""
        return [
            {"field_id": bound.id_for_label, "message": f"{bound.label}: {words}"}
            for bound in self
            for words in bound.errors
        ] + [{"field_id": "", "message": str(words)} for words in self.non_field_errors()]
