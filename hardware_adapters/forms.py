"""What an officer types about a picture."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from customs_portal.kit.identifiers import check_container_no
from customs_portal.kit.identifiers.shape import IdentifierFault


class ReadingForm(forms.Form):
    """The container number as a person reads it; its check digit is proved while typing."""

    container_no = forms.CharField(
        max_length=20,
        label=_("Container number"),
        help_text=_("Four letters and seven digits, with the digit in the box."),
    )

    def clean_container_no(self) -> str:
        try:
            return check_container_no(self.cleaned_data["container_no"])
        except IdentifierFault as error:
            raise ValidationError(f"{error.message} {error.remedy}".strip()) from error
