from __future__ import annotations

import pytest

from generator.config import config_from_flags, pascal_case
from generator.problems import ProblemsFound


@pytest.mark.parametrize(
    ("package", "class_name"),
    [("telnyx", "Telnyx"), ("my_api", "MyApi"), ("_2captcha", "Client2captcha"), ("a", "A"), ("API", "API")],
)
def test_the_class_is_the_package_in_pascal_case(package: str, class_name: str) -> None:
    assert class_name == pascal_case(package)


def test_flags_make_a_client() -> None:
    config = config_from_flags(("a.yml", "b.json"), "my_api", None)

    assert ("my_api", "MyApi", ("a.yml", "b.json")) == (config.package, config.class_name, config.specs)
    assert "Mine" == config_from_flags(("a.yml",), "my_api", "Mine").class_name


@pytest.mark.parametrize(
    ("package", "hint"),
    [
        ("my-api", "For example `my_api`."),
        ("class", "For example `class_api`."),
        ("2captcha", "For example `_2captcha`."),
        ("", "For example `client`."),
        ("../evil", "For example `evil`."),
        ("a.b", "For example `a_b`."),
        ("päckchen", "For example `p_ckchen`."),
    ],
)
def test_a_package_name_that_cannot_be_imported_is_refused_with_a_better_one(package: str, hint: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        config_from_flags(("a.yml",), package)

    [problem] = caught.value.problems
    assert ("config-name", "--package") == (problem.code, problem.location.file)
    assert hint == problem.hint


@pytest.mark.parametrize("class_name", ["my-class", "None", "1st", "A B", "Äpi"])
def test_a_class_name_that_is_none_is_refused(class_name: str) -> None:
    with pytest.raises(ProblemsFound) as caught:
        config_from_flags(("a.yml",), "api", class_name)

    assert ["--class-name"] == [problem.location.file for problem in caught.value.problems]
