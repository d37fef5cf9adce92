"""The form with which a firm offers a mandate."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clearance.enterprises.facts import MandateOffer
from clearance.enterprises.states import MandateKind
from customs_portal.kit.refusals import RefusableForm


class OfferForm(RefusableForm):
    """Answers as text; the act itself says what is wrong with them, beside the field."""

    agent_uscc = forms.CharField(label=_("USCC of the customs agent"), max_length=30)
    kind = forms.ChoiceField(
        label=_("The mandate covers"), choices=MandateKind.choices, initial=MandateKind.LONG_TERM
    )
    transport_document = forms.CharField(label=_("Bill of lading"), max_length=60, required=False)
    imports = forms.BooleanField(label=_("Imports"), required=False, initial=True)
    exports = forms.BooleanField(label=_("Exports"), required=False, initial=True)
    supervision_modes = forms.CharField(
        label=_("Supervision modes"), max_length=200, required=False
    )
    first_day = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}))
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput({"type": "date"}))

    def to_offer(self) -> MandateOffer:
        answers = self.cleaned_data
        modes = answers["supervision_modes"].replace("，", ",").replace(",", " ")
        return MandateOffer(
            agent_uscc=answers["agent_uscc"],
            kind=answers["kind"],
            transport_document=answers["transport_document"].strip().upper(),
            imports=answers["imports"],
            exports=answers["exports"],
            supervision_modes=tuple(modes.split()),
            first_day=answers["first_day"],
            last_day=answers["last_day"],
        )
