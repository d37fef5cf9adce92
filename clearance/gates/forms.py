"""The forms of the gate: passes, trucks, ledgers."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clearance.gates.facts import DocumentShare, PassApplication
from clearance.gates.operations.fit_safety_lock import NewFitting
from clearance.gates.operations.keep_ledger import NewLedger
from clearance.gates.operations.register_truck import NewTruck
from clearance.gates.queries.journeys import destinations
from clearance.gates.states import Binding, LinkedKind, PassType
from customs_portal.kit import clock
from customs_portal.kit.identifiers import (
    IdentifierFault,
    check_container_no,
    check_declaration_no,
    check_plate,
)
from customs_portal.kit.refusals import RefusableForm

MOST_LINES = 50
LONGEST_NUMBER = 64


class GateForm(RefusableForm):
    """A form of the gate, with its numbers checked."""

    def _checked(self, field: str, check: Callable[[str], str]) -> str:
        text = str(self.cleaned_data[field])
        if not text and not self.fields[field].required:
            return ""
        try:
            return check(text)
        except IdentifierFault as fault:
            raise forms.ValidationError(fault.message) from fault


def _choices(kinds: Any) -> list[tuple[Any, Any]]:
    return [(value, f"{value} {label}") for value, label in kinds.choices]


def _roads() -> list[tuple[str, Any]]:
    return [("", _("None")), *destinations(on=timezone.localdate(clock.now()))]


class VehicleForm(GateForm):
    """The vehicle and its weights."""

    plate_no = forms.CharField(label=_("Plate of the truck"), max_length=20)
    truck_kg = forms.IntegerField(label=_("Truck"))
    frame_kg = forms.IntegerField(label=_("Frame or trailer"))
    container_kg = forms.IntegerField(label=_("Empty container"), required=False)
    goods_kg = forms.IntegerField(label=_("Goods"), required=False)
    direction = forms.ChoiceField(
        label=_("Direction"),
        choices=[("OUT", _("Out")), ("IN", _("In"))],
        required=False,
    )

    def clean_plate_no(self) -> str:
        return self._checked("plate_no", lambda text: check_plate(text).text)

    def clean_container_kg(self) -> int:
        return self.cleaned_data["container_kg"] or 0

    def clean_goods_kg(self) -> int:
        return self.cleaned_data["goods_kg"] or 0

    def clean_direction(self) -> str:
        return self.cleaned_data["direction"] or "OUT"

    def to_application(self) -> PassApplication:
        return PassApplication(declaration_no="", container_no="", **self.cleaned_data)


class PassForm(VehicleForm):
    """Shapes and identifiers, so that all of them are named at once beside their fields."""

    field_order = ["pass_type", "direction", "declaration_no", "container_no"]

    pass_type = forms.TypedChoiceField(
        label=_("Type of pass"),
        choices=[one for one in _choices(PassType) if one[0] != PassType.AT_GATE],
        coerce=int,
        empty_value=None,
        required=False,
        initial=int(PassType.FIRST_LINE),
    )
    declaration_no = forms.CharField(label=_("Declaration number"), max_length=30, required=False)
    container_no = forms.CharField(label=_("Container number"), max_length=20, required=False)
    binding = forms.TypedChoiceField(
        label=_("Binding"),
        choices=[("", _("By the declaration")), *_choices(Binding)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    linked_kind = forms.TypedChoiceField(
        label=_("Kind of document"),
        choices=[("", _("By the declaration")), *_choices(LinkedKind)],
        coerce=int,
        empty_value=None,
        required=False,
    )
    documents = forms.CharField(
        label=_("Documents"), widget=forms.Textarea, max_length=4_000, required=False
    )
    seal_no = forms.CharField(label=_("Seal number"), max_length=24, required=False)
    two_gates = forms.BooleanField(label=_("Goes through two gates"), required=False)
    destination_code = forms.ChoiceField(
        label=_("Destination under positioning"), choices=_roads, required=False
    )

    def clean_pass_type(self) -> int:
        return self.cleaned_data["pass_type"] or int(PassType.FIRST_LINE)

    def clean_declaration_no(self) -> str:
        return self._checked("declaration_no", check_declaration_no)

    def clean_container_no(self) -> str:
        return self._checked("container_no", check_container_no)

    def clean_documents(self) -> tuple[DocumentShare, ...]:
        """One document a line: its number, a blank, and the kilograms on this truck."""
        lines = [line.split() for line in self.cleaned_data["documents"].splitlines()]
        lines = [parts for parts in lines if parts]
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(_("Give 1 to 50 different numbers."))
        return tuple(_share(parts, alone=len(lines) == 1) for parts in lines)

    def to_application(self) -> PassApplication:
        given = dict(self.cleaned_data)
        documents = given.pop("documents")
        if len(documents) == 1 and documents[0].goods_kg < 0:
            documents = (DocumentShare(number=documents[0].number, goods_kg=given["goods_kg"]),)
        return PassApplication(documents=documents, **given)


def _share(parts: list[str], *, alone: bool) -> DocumentShare:
    """A single document carries all goods when its line says no kilograms (-1 until then)."""
    if len(parts) == 1 and alone and len(parts[0]) <= LONGEST_NUMBER:
        return DocumentShare(number=parts[0], goods_kg=-1)
    weight = parts[-1].replace(",", "")
    if len(parts) != 2 or len(parts[0]) > LONGEST_NUMBER or not weight.isdecimal():
        raise forms.ValidationError(_("Write a number, a blank and the kilograms on each line."))
    if len(weight) > 9:
        raise forms.ValidationError(_("Write a number, a blank and the kilograms on each line."))
    return DocumentShare(number=parts[0], goods_kg=int(weight))


class TruckForm(GateForm):
    plate_no = forms.CharField(label=_("Plate"), max_length=20)
    tag_id = forms.CharField(label=_("Electronic plate"), max_length=40, required=False)
    positioner_code = forms.CharField(label=_("Positioner"), max_length=32, required=False)
    truck_kg = forms.IntegerField(label=_("Truck"))
    frame_kg = forms.IntegerField(label=_("Frame or trailer"), required=False)

    def to_truck(self) -> NewTruck:
        given = self.cleaned_data
        return NewTruck(**(given | {"frame_kg": given["frame_kg"] or 0}))


class LedgerForm(GateForm):
    kind = forms.TypedChoiceField(
        label=_("Kind of document"),
        choices=[one for one in _choices(LinkedKind) if one[0] != LinkedKind.BILL_OF_LADING],
        coerce=int,
    )
    number = forms.CharField(label=_("Document number"), max_length=64)
    goods_name = forms.CharField(label=_("Goods"), max_length=120, required=False)
    declared_kg = forms.IntegerField(label=_("Total weight"))

    def to_ledger(self) -> NewLedger:
        return NewLedger(**self.cleaned_data)


class LockForm(GateForm):
    kind = forms.ChoiceField(
        label=_("What is locked"),
        choices=[
            ("CONTAINER", _("Container")),
            ("PASS", _("Gate pass")),
            ("DECLARATION", _("Declaration")),
        ],
    )
    number = forms.CharField(label=_("Number"), max_length=40)
    reason = forms.CharField(label=_("Reason"), max_length=300)
    unlocker = forms.CharField(label=_("Who may unlock"), max_length=150, required=False)
    expires_at = forms.DateTimeField(label=_("Locked until"), required=False)


class SafetyLockForm(GateForm):
    device_code = forms.CharField(label=_("Safety lock"), max_length=32)
    pass_no = forms.CharField(label=_("Gate pass"), max_length=30, required=False)
    container_no = forms.CharField(label=_("Container"), max_length=20, required=False)
    plate_no = forms.CharField(label=_("Plate"), max_length=20, required=False)

    def to_fitting(self) -> NewFitting:
        return NewFitting(**self.cleaned_data)
