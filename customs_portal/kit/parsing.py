"""JSON from strangers: whatever cannot be read is one kind of error, however it is broken."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import JSONParser


class NotReadable(ValueError):
    """Not JSON, or nested deeper than anybody means."""


def read_json(text: str | bytes) -> Any:
    """The values. Raises ``NotReadable``."""
    try:
        return json.loads(text)
    except RecursionError as error:
        raise NotReadable("nested too deeply") from error
    except ValueError as error:
        raise NotReadable(str(error)) from error


def is_storable(value: Any) -> bool:
    """Whether no text in it holds what the database cannot keep: NUL, or half a character."""
    if isinstance(value, str):
        try:
            return b"\0" not in value.encode()
        except UnicodeEncodeError:
            return False
    if isinstance(value, Mapping):
        return all(is_storable(one) for pair in value.items() for one in pair)
    return all(is_storable(one) for one in value) if isinstance(value, list) else True


class CalmJSONParser(JSONParser):
    """The framework's own, but nesting beyond reason is a bad request, not our fault."""

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError as error:
            raise ParseError(_("The body is nested too deeply.")) from error
