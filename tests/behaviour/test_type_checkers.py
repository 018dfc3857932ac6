"""What the type checkers that people use make of generated packages, in an environment with nothing but httpx2.

Who does not use pyreqwest, pydantic or OpenTelemetry must not hear of them.
"""

from __future__ import annotations

import json
import venv
from importlib import import_module
from importlib.metadata import files
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.behaviour.checkers import CHECKERS, complaints, lines_in
from tests.behaviour.inline import package_of
from tests.behaviour.vendors import GENERATED
from tests.loopback import Loopback, Reply

_NEEDED = ("httpx2", "httpcore2", "anyio", "h11", "idna", "truststore", "typing_extensions")
"""httpx2, what it needs, and what anyio's annotations do."""
_USE = """
from __future__ import annotations

from typing import assert_type

from telnyx import APIResponse, AsyncAPIResponse, AsyncTelnyx, StreamedResponse, Telnyx, types

client = Telnyx()
assert_type(client.voice_clones.update("1", name="x"), types.VoiceCloneResponse)
clones = client.voice_clones.with_raw_response
assert_type(clones.update("1", name="x"), APIResponse[types.VoiceCloneResponse])
with client.voice_clones.with_streaming_response.update("1", name="x") as response:
    assert_type(response, StreamedResponse[types.VoiceCloneResponse])
client.voice_clones.update("1")  # wrong
client.voice_clones.update("1", name=1)  # wrong
clones.update("1", name=1)  # wrong
clones.update("1").status_code  # wrong


async def use(client: AsyncTelnyx) -> None:
    assert_type(await client.voice_clones.update("1", name="x"), types.VoiceCloneResponse)
    clones = client.voice_clones.with_raw_response
    assert_type(await clones.update(id="1", name="x"), AsyncAPIResponse[types.VoiceCloneResponse])
    async with client.voice_clones.with_streaming_response.update("1", name="x") as response:
        assert_type((await response.parse()).data, types.VoiceCloneData | None)
    await client.voice_clones.update("1", name=1)  # wrong
    await client.voice_clones.update(name="x")  # wrong
    await clones.update("1", name=1)  # wrong
"""
_WRONG = [number for number, line in enumerate(_USE.splitlines(), 1) if line.endswith("# wrong")]


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment that has httpx2, and nothing that can be used with it."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=True)
    (there,) = folder.glob("[Ll]ib/**/site-packages")
    for name in _NEEDED:
        for each in files(name) or ():
            installed = Path(str(each.locate()))
            if each.name == "__init__.py" and len(each.parts) == 2:
                (there / each.parts[0]).symlink_to(installed.parent)
            elif len(each.parts) == 1 and each.suffix == ".py":
                (there / each.name).symlink_to(installed)
    return folder


@pytest.mark.parametrize("checker", CHECKERS)
def test_calls_have_their_types_and_the_package_is_clean(checker: str, bare: Path, tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(_USE, encoding="utf-8")
    (tmp_path / "telnyx").symlink_to(GENERATED / "telnyx")
    found = complaints(checker, bare, tmp_path, "use.py", "telnyx")
    assert [] == [line for line in found if "use.py:" not in line]
    assert _WRONG == lines_in("use.py", found)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    parts = _large_document().items()
    return package_of(
        tmp_path_factory.mktemp("large"), "".join(f"{name}: {json.dumps(part)}\n" for name, part in parts)
    )


def _large_document() -> dict[str, Any]:
    """A union of more variants than ty reads in one quoted text, what is deprecated mentioned in every way, and a resource
    that is called like a type."""

    def ref(name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{name}"}

    def answering(id: str, name: str, **more: Any) -> dict[str, Any]:
        answer = {"description": "", "content": {"application/json": {"schema": ref(name)}}}
        return {"get": {"operationId": id, "tags": ["things"], "responses": {"200": answer}, **more}}

    variants = [f"TheVariantNumber{number}" for number in range(70)]
    kinds = {f"k{number}": f"#/components/schemas/{name}" for number, name in enumerate(variants[:50])}
    schemas: dict[str, Any] = {
        name: {"type": "object", "properties": {"kind": {"type": "string"}, f"own{number}": ref("Old")}}
        for number, name in enumerate(variants)
    }
    old = {"type": "object", "deprecated": True, "properties": {"next": ref("Old")}}
    schemas |= {"Old": old, "Older": old, "MaybeOld": {"anyOf": [ref("Old"), {"type": "string"}]}}
    schemas["Thing"] = {
        "oneOf": [ref(name) for name in variants],
        "discriminator": {"propertyName": "kind", "mapping": kinds},
    }
    schemas["Many"] = {"type": "array", "items": {"type": "object", "additionalProperties": dict(schemas["Thing"])}}
    schemas["Code"] = {"type": ["string", "null"], "enum": [*(f"C{number}" for number in range(200)), None]}
    schemas["Reason"] = {"type": ["string", "null"], "enum": ["won't fix", "used \\ in tests", None]}
    paths = {
        "/reason": answering("getReason", "Reason"),
        "/code": answering("getCode", "Code"),
        "/thing": answering("getThing", "Thing"),
        "/many": answering("getMany", "Many"),
        "/maybe": answering("getMaybe", "MaybeOld"),
        "/older": answering("getOlder", "Older"),
        "/gone": answering("getGone", "Thing", deprecated=True),
        "/left": answering("left", "Thing", deprecated=True, tags=["left"]),
        "/str": answering("readText", "Older", tags=["str"]),
    }
    return {"paths": paths, "components": {"schemas": schemas}}


@pytest.mark.parametrize("checker", CHECKERS)
def test_large_unions_are_read_and_what_is_deprecated_is_no_news_inside_the_package(
    checker: str, bare: Path, large: ModuleType
) -> None:
    (package,) = large.__path__
    use = (
        f"from {large.__name__} import Inline, types\n\n"
        "thing = Inline().things.retrieve()\n"
        "assert isinstance(thing, types.TheVariantNumber69)\n"
        "thing.no_such_property  # wrong\n"
        "Inline().things.retrieve_gone()  # deprecated\n"
    )
    folder = Path(package).parent
    (folder / "use.py").write_text(use, encoding="utf-8")
    found = complaints(checker, bare, folder, "use.py", large.__name__)
    assert [] == [line for line in found if "use.py:" not in line]
    # To pyrefly, a deprecated function is no problem.
    assert ({5} if checker == "pyrefly" else {5, 6}) == {
        int(line.partition("use.py:")[2].partition(":")[0]) for line in found
    }


def test_a_large_union_s_variants_are_found(large: ModuleType) -> None:
    decode = import_module(f"{large.__name__}._runtime.convert").decode
    for value, number in (({"kind": "k49"}, 49), ({"own69": {}}, 69), ({"kind": "k0", "new": 1}, 0)):
        found = decode(value, "Thing", f"{large.__name__}.types")
        assert f"TheVariantNumber{number}" == type(found).__name__


_NO_SUCCESS = """
paths:
  /pets:
    post: {operationId: createPet, tags: [pets], responses: {"405": {description: Wrong}}}
    put: {operationId: updatePet, tags: [pets], responses: {"204": {description: Done}, "405": {description: Wrong}}}
"""


def test_anything_may_come_where_only_errors_are_declared(tmp_path: Path) -> None:
    package = package_of(tmp_path, _NO_SUCCESS)
    with Loopback(Reply(json={"id": 1})) as server, package.Inline(base_url=server.url) as client:
        assert {"id": 1} == client.pets.create()
        returned = [signature(method).return_annotation for method in (client.pets.create, client.pets.update)]
    assert ["Any", "None"] == returned
