"""What it costs to decode an answer, to read it and to keep it.

From bytes, as answers come. The client reads JSON as it does where msgspec is not installed; in the rows "fast", with msgspec.
"""

from __future__ import annotations

import gc
import json
import subprocess
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import make_dataclass
from importlib import import_module
from typing import Any

import msgspec

from tests.benchmarks.documents import thing
from tests.benchmarks.measuring import Row, pair
from tests.benchmarks.peers import Peers

_MANY = 1000
_READS = 100


def decoding(runs: int, package: Any, peers: Peers) -> Iterator[Row]:
    """`package` is a client of documents.document."""
    repeat = 200 if runs > 1 else 2
    cls = package.types.Bata
    loads = import_module(f"{package.__name__}._runtime.json_codec").scanned
    one = json.dumps(thing()).encode()
    many = json.dumps({"data": [thing(number) for number in range(_MANY)]}).encode()
    page = package.types.BataPage

    unread = pair(runs, lambda: cls.from_dict(loads(one)), lambda: json.loads(one), repeat)
    yield Row("decode", "an object, not read", unread[0], "json.loads", unread[1], "s", 1.1)
    unread = pair(runs, lambda: page.from_dict(loads(many)).data, lambda: json.loads(many), max(repeat // 50, 1))
    yield Row("decode", "1,000 objects, not read", unread[0], "json.loads", unread[1], "s", 1.1)
    yield from _reading(runs, cls, page, loads, one, many, repeat, peers)
    yield _plain_read(runs, cls, one)
    with_models, dicts = _kept(lambda: [cls.from_dict(thing(each)) for each in range(_MANY)]), _kept(
        lambda: [thing(each) for each in range(_MANY)]
    )
    yield Row("memory", "an object", with_models / _MANY, "its dict", dicts / _MANY, "B", 1.3)


def _reading(
    runs: int,
    cls: Any,
    page: Any,
    by_default: Callable[[bytes], Any],
    one: bytes,
    many: bytes,
    repeat: int,
    peers: Peers,
) -> Iterator[Row]:
    try:
        models = _pydantic()
    except ImportError:
        # Not one of our dependencies; a few lines of the table are left out.
        models = {}
    if models:
        model, other_page = models["Thing"], models["Page"]
        for told, loads, target in (("", by_default, 1.8), (", fast", msgspec.json.decode, 1.0)):
            measured = pair(
                runs,
                lambda: _read(cls.from_dict(loads(one))),
                lambda: _read(model.model_validate_json(one)),
                repeat,
            )
            yield Row("read", f"every field of an object{told}", measured[0], "pydantic", measured[1], "s", target)
            measured = pair(
                runs,
                lambda: _read_all(page.from_dict(loads(many)).data),
                lambda: _read_all(other_page.model_validate_json(many).data),
                max(repeat // 50, 1),
            )
            yield Row("read", f"every field of 1,000 objects{told}", measured[0], "pydantic", measured[1], "s", target)
    few = max(repeat // 50, 1)
    for told, text, times, read in (
        ("an object", one, repeat, lambda: _read(cls.from_dict(by_default(one)))),
        ("1,000 objects", many, few, lambda: _read_all(page.from_dict(by_default(many)).data)),
    ):
        theirs = _telnyx(peers, text, times)
        if theirs is not None:
            took = pair(runs, read, lambda: None, times)[0]
            yield Row("read", f"every field of {told}", took, "Telnyx's SDK", theirs, "s", 0.2)


def _read(it: Any) -> None:
    it.id, it.name, it.status, it.created_at, it.score, it.is_public, it.note, it.text
    for _ in it.tags:
        pass
    for person in (it.owner, *it.parts):
        person.id, person.email, person.since


def _read_all(them: Any) -> None:
    for it in them:
        _read(it)


def _plain_read(runs: int, cls: Any, one: bytes) -> Row:
    plain = make_dataclass("Plain", [(name, object) for name in thing()])(**thing())
    reads = "; ".join(["it.text"] * _READS)
    names: dict[str, Callable[[Any], None]] = {}
    # Two functions: the interpreter adapts each attribute access to the class that it meets.
    exec(f"def first(it): {reads}\ndef second(it): {reads}", names)
    viewed = cls.from_dict(json.loads(one))
    measured = pair(runs, lambda: names["first"](viewed), lambda: names["second"](plain), 500 if runs > 1 else 5)
    return Row("read", "a plain field", measured[0] / _READS, "a dataclass's", measured[1] / _READS, "s", 2.0)


def _kept(make: Callable[[], object]) -> int:
    """Give the bytes that what is made takes."""
    gc.collect()
    tracemalloc.start()
    made = make()
    size = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    del made
    return size


_MODELS = """
from datetime import datetime
from typing import List, Optional
class Person(BaseModel):
    id: str
    email: Optional[str] = None
    since: Optional[datetime] = None
class Thing(BaseModel):
    id: str
    name: str
    status: str
    created_at: Optional[datetime] = None
    score: float
    is_public: bool
    note: Optional[str] = None
    tags: List[str]
    owner: Person
    parts: List[Person]
    text: str
class Page(BaseModel):
    data: List[Thing]
"""
"""What peers take for documents.thing(), as text: it is run here with pydantic, and elsewhere with Telnyx's SDK."""


def _pydantic() -> dict[str, Any]:
    """Give the models by name. Raises ImportError."""
    from pydantic import BaseModel

    names: dict[str, Any] = {"BaseModel": BaseModel, "__name__": __name__}
    # Not with this module's `from __future__ import annotations`: pydantic would look the names up in sys.modules.
    exec(compile(_MODELS, "<models>", "exec", dont_inherit=True), names)
    return names


def _telnyx(peers: Peers, one: bytes, repeat: int) -> float | None:
    """Have Telnyx's own SDK decode and read the same object, or the page of them, in its own environment."""
    interpreter = peers.sdk_python()
    if interpreter is None:
        return None
    import inspect

    loop = f"""
one = sys.stdin.buffer.read()
read, type_ = (_read, Thing) if "data" not in json.loads(one) else (lambda it: _read_all(it.data), Page)
best = float("inf")
for _ in range(5):
    gc.collect()
    begin = time.process_time()
    for _ in range({repeat}):
        read(construct_type(value=json.loads(one), type_=type_))
    best = min(best, (time.process_time() - begin) / {repeat})
print(best)
"""
    head = "import gc, json, sys, time\nfrom typing import Any\nfrom telnyx._models import BaseModel, construct_type\n"
    code = head + _MODELS + inspect.getsource(_read) + inspect.getsource(_read_all) + loop
    done = subprocess.run([interpreter, "-c", code], input=one, capture_output=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None
