"""Rules of the house that a linter and the import contracts cannot say."""

import ast
import re

import pytest

from tests.architecture.house import (
    MIGRATIONS,
    ROOMS,
    ROOT,
    SOURCES,
    STYLES_AND_SCRIPTS,
    TEMPLATES,
    TESTS,
    WINGS,
    each,
)

LONGEST = 400
INSIDE_A_WING = {
    "urls", "pages", "api", "consumers", "tasks", "listeners", "projections", "management",
    "admin", "gateway", "apps", "serializers", "forms", "operations", "queries", "controls",
    "devices", "models", "ports", "rules", "events", "states", "facts", "verdicts",
    "migrations", "templates", "static", "locale", "assessments", "README", "__init__",
}  # fmt: skip
HOMELESS = {
    "utils", "util", "helpers", "helper", "services", "common", "misc", "constants", "signals",
    "managers", "shared", "base_utils", "tools",
}  # fmt: skip
DOORS = {"pages", "api", "consumers", "tasks", "listeners", "gateway", "serializers"}
BUSINESS = {"operations", "rules", "states", "facts", "verdicts"}
CLOCKS = re.compile(
    r"timezone\.(now|localdate|localtime)\(\)|clock\.now\(|datetime\.(now|utcnow)\(|date\.today\(|time\.time\("
)
KIT_FILES = 12


def _within(path, names):
    return path.stem in names or bool(names & set(path.relative_to(ROOT).parts[:-1]))


@pytest.mark.parametrize("path", each(SOURCES + TESTS + TEMPLATES + STYLES_AND_SCRIPTS))
def test_no_file_is_longer_than_400_lines(path):
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("path", each(path for path in SOURCES if "operations" in path.parts))
def test_operations_take_names_not_positions(path):
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            positions = [*node.args.posonlyargs, *node.args.args]
            assert len(positions) <= 1, f"{node.name}: only the thing itself has no name"


@pytest.mark.parametrize("path", each(path for path in SOURCES if _within(path, BUSINESS)))
def test_business_code_is_told_the_time(path):
    assert not CLOCKS.search(path.read_text())


@pytest.mark.parametrize(
    "path", each(path for path in SOURCES if _within(path, DOORS) and "devices" not in path.parts)
)
def test_doors_open_no_tables(path):
    assert ".objects." not in path.read_text()


@pytest.mark.parametrize("path", each(MIGRATIONS))
def test_migrations_have_a_name(path):
    assert re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", path.stem)
    assert "_auto_" not in path.stem


@pytest.mark.parametrize("path", each(SOURCES))
def test_nothing_is_called_by_a_name_without_meaning(path):
    relative = path.relative_to(ROOT)
    assert not HOMELESS & {*relative.parent.parts, path.stem}


@pytest.mark.parametrize("wing", each(WINGS))
def test_a_wing_holds_only_what_the_closed_list_names(wing):
    held = {path.stem for path in wing.iterdir() if path.name != "__pycache__"}
    assert held <= INSIDE_A_WING


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_has_its_entrance(room):
    assert (ROOT / room / "__init__.py").exists()


def test_the_kit_stays_small():
    kit = [path for path in (ROOT / "customs_portal/kit").glob("*.py") if path.stem != "__init__"]
    assert len(kit) <= KIT_FILES


@pytest.mark.parametrize("path", each(TEMPLATES))
def test_templates_need_no_exception_from_the_content_policy(path):
    text = path.read_text()
    assert not re.search(r"""\sstyle=["']""", text)
    assert not re.search(r"""\son[a-z]+=["']""", text)
    assert "<style" not in text
    for tag in re.findall(r"<script[^>]*>", text):
        assert "src=" in tag or "application/json" in tag
