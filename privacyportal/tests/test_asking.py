"""Each rule of how choices are asked is under test, by its number."""

from __future__ import annotations

import ast
import re

from launch.places import ROOT


def test_each_rule_of_asking_has_a_test() -> None:
    written = re.findall(r"^\| (\d+) \|", (ROOT / "docs/asking.md").read_text(), re.MULTILINE)
    tested = {
        ast.literal_eval(number)
        for path in ROOT.glob("*/tests/test_*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.asking"
        for number in node.args
    }

    assert len(written) > 10
    assert tested == {int(number) for number in written}
