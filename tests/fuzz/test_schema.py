"""Every operation of the API, asked with what its schema allows and with what it does not.

No answer is a failure of ours, every status and body is one the schema describes, and a refusal
writes nothing. Bounded and always the same; ``FUZZ_TIMES=50`` looks longer.
"""

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from drf_spectacular.generators import SchemaGenerator
from hypothesis import given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.fuzz.conftest import CALM, TIMES, rows, taken_back

pytestmark = pytest.mark.django_db
EXAMPLES = 6 * TIMES
MAY_WRITE_WHEN_REFUSED = {"/api/v1/bank/callback", "/api/v1/terminal/receipts"}  # journalled
ASKS_ANOTHER_HOUSE = {  # the insurer and the bank, who are away here: 503
    "/api/v1/guarantee-policies",
    "/api/v1/bank-statements/fetch",
}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
WEIGHTED = ["firm"] * 4 + ["officer"] * 3 + ["another firm", "nobody", "stranger"]

SCHEMA = schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
SCHEMA.app = WSGIHandler()
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]
ASKED = [
    pytest.param(one, mode, id=f"{one.label}-{mode.value}")
    for one in OPERATIONS
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    if mode is GenerationMode.POSITIVE or one.body or one.query  # every word is a path or a header
]


def test_the_schema_describes_every_refusal():
    for operation in OPERATIONS:
        assert {"400", "401", "403", "503"} <= set(operation.definition.raw["responses"]), (
            operation.label
        )


@pytest.mark.parametrize(("operation", "mode"), ASKED)
def test_no_answer_is_a_surprise(house, operation, mode):
    known = {
        name: house.numbers[name]
        for name in (one.name for one in operation.path_parameters)
        if name in house.numbers
    }
    cases = operation.as_strategy(generation_mode=mode)
    if known:
        cases = operation.as_strategy(generation_mode=mode, path_parameters=known) | cases

    @settings(CALM, max_examples=EXAMPLES)
    @given(case=cases, role=st.sampled_from(WEIGHTED))
    def ask(case, role):
        with taken_back():
            before = rows()
            answer = case.call(headers=house.headers(role))
            after = rows()
        away = answer.status_code == 503 and operation.path in ASKS_ANOTHER_HOUSE
        case.validate_response(answer, checks=CHECKS[1:] if away else CHECKS)
        if answer.status_code >= 400 and operation.path not in MAY_WRITE_WHEN_REFUSED:
            assert before == after, (role, answer.status_code)

    ask()
