"""What the build leaves in app/static/vendor is what the pages ask for."""

import re

import pytest

from config import ROOT

pytestmark = pytest.mark.browser  # where browsers are driven, the assets are built

BUILT = ROOT / "app" / "static" / "vendor"
TEMPLATES = ROOT / "app" / "templates"
COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
CLASSES = re.compile(r'class_?="((?:[^"{]|\{\{.*?\}\}|\{%.*?%\})*)"', re.DOTALL)
STATEMENT = re.compile(r"\{%.*?%\}", re.DOTALL)
COMPOSED = re.compile(r"\S*\{\{.*?\}\}\S*")


def classes_of_templates() -> set[str]:
    """Every class that a template names in full."""
    sources = [COMMENT.sub("", path.read_text(encoding="utf-8")) for path in TEMPLATES.rglob("*.html")]
    found = [STATEMENT.sub(" ", names) for source in sources for names in CLASSES.findall(source)]
    return {name for names in found for name in COMPOSED.sub(" ", names).split()}


def test_every_class_that_a_template_names_has_kept_its_style() -> None:
    kept = set(re.findall(r"\.([a-zA-Z][\w-]*)", (BUILT / "app.css").read_text(encoding="utf-8")))

    named = classes_of_templates()

    assert len(named) > 100
    assert named - kept == set()


def test_the_built_pages_ask_no_other_host() -> None:
    addresses = re.compile(r"url\(\s*[\"']?(https?:|//|data:)")

    assert not addresses.search((BUILT / "app.css").read_text(encoding="utf-8"))
