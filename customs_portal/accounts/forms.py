"""What a person types to come in."""

from typing import Any

from django import forms
from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from customs_portal.accounts.models import User


class SignInForm(forms.Form):
    """User name and password; ``user`` holds the person after ``is_valid``."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.user: User | None = None

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "username" in values and "password" in values:
            found = authenticate(
                self.request, username=values["username"], password=values["password"]
            )
            if found is None:
                raise forms.ValidationError(
                    _(
                        "User name or password is wrong. Check both and try again; "
                        "after eight wrong tries the account rests for 15 minutes."
                    ),
                    code="wrong",
                )
            assert isinstance(found, User)
            self.user = found
        return values


class SecondFactorForm(forms.Form):
    """The six digits an authenticator app shows."""

    code = forms.RegexField(
        label=_("Six-digit code"),
        regex=r"^\s*\d{3}\s?\d{3}\s*$",
        error_messages={"invalid": _("Type the six digits that your authenticator app shows.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )

    def clean_code(self) -> str:
        return str(self.cleaned_data["code"]).replace(" ", "").strip()
