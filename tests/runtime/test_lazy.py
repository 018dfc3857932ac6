from __future__ import annotations

import importlib
import modulefinder
import pydoc
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

from tests.runtime.petshop import types

GENERATED = Path(__file__).parents[2] / "generated"


def test_a_name_is_imported_when_it_is_first_used_and_then_kept() -> None:
    code = """
import sys
from tests.runtime.petshop import types
loaded = lambda: sorted(name.rpartition(".")[2] for name in sys.modules if name.startswith(types.__name__ + "."))
print(loaded())
types.Cat
print(loaded(), "Cat" in vars(types), "Dog" in vars(types))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]\n['animals'] True False\n" == done.stdout


def test_a_sub_module_can_be_an_export() -> None:
    assert importlib.import_module("tests.runtime.petshop.types.date") is getattr(types, "date")


def test_dir_lists_what_is_not_loaded_yet() -> None:
    assert {"Cat", "Owner", "Words", "JsonValue", "date", "__name__"} <= set(dir(types))


def test_a_name_that_nobody_defines_is_an_attribute_error_in_pythons_words() -> None:
    with pytest.raises(AttributeError) as caught:
        getattr(types, "Catt")
    assert "module 'tests.runtime.petshop.types' has no attribute 'Catt'" == str(caught.value)
    with pytest.raises(ImportError):
        exec("from tests.runtime.petshop.types import Catt")


def test_star_import_and_from_import_see_the_names() -> None:
    from tests.runtime.petshop.types import Cat, Owner

    assert (types.Cat, types.Owner) == (Cat, Owner)
    given: dict[str, object] = {}
    exec("from tests.runtime.petshop.types import *", given)
    assert (Cat, Owner) == (given["Cat"], given["Owner"])
    assert [] == [name for name in ("lazy_types", "TYPE_CHECKING", "annotations") if name in given]


def test_help_of_a_package_has_its_classes() -> None:
    assert "    class Cat(" in pydoc.plain(pydoc.render_doc(types))


def test_dotted_modules_are_relative_to_the_package() -> None:
    from generator.runtime.lazy import lazy_exports

    get, directory = lazy_exports("tests.runtime.petshop", {"types.animals": "Cat", "types": ""})
    assert get("Cat") is types.Cat
    assert get("types") is types
    assert {"Cat", "types"} <= set(directory())


def test_a_text_of_a_types_module_is_an_alias_wherever_it_is_found() -> None:
    """So that typing can put unions together of it, whichever of the module's names was used first."""
    code = (
        "from typing import get_type_hints\n"
        "from tests.runtime.petshop import types\n"
        "types.Cat, types.Pet\n"
        "from tests.runtime.petshop.types import animals\n"
        "print(type(types.Pet).__name__, animals.Pet is types.Pet, animals.Pet | None, list[types.Pet])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Alias True typing.Optional[Pet] list[Pet]" == done.stdout.strip()


def test_typing_reads_the_annotations_of_every_generated_type() -> None:
    for package in ("telnyx", "elevenlabs"):
        api_types = importlib.import_module(f"{package}.types")
        for name in dir(api_types):
            if isinstance(found := getattr(api_types, name), type):
                get_type_hints(found)


def test_freezers_find_what_is_loaded_by_name(tmp_path: Path) -> None:
    """PyInstaller and its like read import statements, as this module does: those for type checkers, too."""
    (tmp_path / "app.py").write_text("from telnyx import Telnyx")
    finder = modulefinder.ModuleFinder([str(GENERATED)])
    finder.run_script(str(tmp_path / "app.py"))
    places = [path.relative_to(GENERATED).with_suffix("").parts for path in (GENERATED / "telnyx").rglob("*.py")]
    modules = {".".join(parts).removesuffix(".__init__") for parts in places}
    # Where nothing is deprecated, nothing imports this.
    assert {"telnyx._runtime.deprecation"} == modules - set(finder.modules)
