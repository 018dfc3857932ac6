"""Promise 2: what was decoded and read is, encoded again, the same JSON."""

from __future__ import annotations

import copy
import json
import pickle
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.runtime.fields import View, table_of
from generator.runtime.model import Model, extra_fields, from_dict, to_json
from tests.runtime.petshop.types import Owner

_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
_texts = st.sampled_from(
    ["2024-05-01T08:00:00.120Z", "2024-05-01t08:00:00z", "2024-05-01", "08:00:00.00Z", "aGk", "1.50", "male", "", "now"]
)
_addresses = st.fixed_dictionaries({}, optional={"street": _texts | _json, "lines": _json, "new": _json})
_pets = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["cat", "dog", "wolf-dog", "fish", 1, None]),
        "name": _texts,
        "wings": _json,
        "born": _texts | _json,
        "enemy": _json,
    },
)
_values = _json | _texts | _addresses | _pets
_values |= st.lists(_values, max_size=3) | st.dictionaries(st.sampled_from(["a", "b"]), _values, max_size=2)
_names = st.sampled_from(
    [each.wire_name for each in table_of(Owner).fields] + ["new", "to_dict", "__class__", "__dict__"]
)
_owners = st.dictionaries(_names, _values, max_size=8)


def read_all(value: Any) -> None:
    """Touch everything there is, as a curious caller would."""
    if isinstance(value, View):
        for each in table_of(type(value)).fields:
            read_all(getattr(value, each.python_name))
        assert isinstance(value, Model)
        read_all(extra_fields(value))
        repr(value)
    elif isinstance(value, dict):
        for item in value.values():
            read_all(item)
    elif isinstance(value, list | tuple):
        for item in value:
            read_all(item)


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # The first text takes a table of all characters.
@given(_owners)
def test_reading_everything_changes_nothing_on_the_wire(document: dict[str, Any]) -> None:
    sent = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    m = from_dict(Owner, json.loads(sent))
    read_all(m)
    read_all(m)
    assert sent == to_json(m)
    copied = pickle.loads(pickle.dumps(m))
    assert sent == to_json(copied) == to_json(copy.deepcopy(m))
    assert copied == m == from_dict(Owner, json.loads(sent))


@settings(
    deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # The first text takes a table of all characters.
@given(_owners)
def test_models_over_equal_documents_are_equal(document: dict[str, Any]) -> None:
    assert from_dict(Owner, copy.deepcopy(document)) == from_dict(Owner, copy.deepcopy(document))


@given(st.datetimes(timezones=st.none() | st.just(UTC)))
def test_a_datetime_that_is_set_is_the_datetime_that_is_read_after_the_wire(moment: datetime) -> None:
    m = Owner(name="", size=0, created_at=moment, moments=[moment])
    again = from_dict(Owner, json.loads(m.to_json()))
    assert (moment, [moment]) == (again.created_at, again.moments)
