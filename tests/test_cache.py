from __future__ import annotations

import os
from pathlib import Path


from generator.cache import Cache, cache_folder, key_of


def test_what_was_put_is_got_back_in_a_later_run(tmp_path: Path) -> None:
    Cache(tmp_path, "format").put(key_of("a"), b"content")

    assert b"content" == Cache(tmp_path, "format").get(key_of("a"))
    assert Cache(tmp_path, "format").get(key_of("b")) is None
    assert Cache(tmp_path, "other").get(key_of("a")) is None


def test_a_damaged_entry_is_no_entry(tmp_path: Path) -> None:
    Cache(tmp_path, "format").put(key_of("a"), b"content")
    entry = tmp_path / "format" / key_of("a")
    entry.write_bytes(entry.read_bytes()[:-1])

    assert Cache(tmp_path, "format").get(key_of("a")) is None


def test_a_folder_that_cannot_be_made_means_no_cache(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    unusable = Cache(tmp_path / "file", "format")

    unusable.put(key_of("a"), b"content")
    unusable.prune()

    assert unusable.get(key_of("a")) is None


def test_no_folder_means_no_cache() -> None:
    nowhere = Cache(None, "format")
    nowhere.put(key_of("a"), b"content")
    nowhere.prune()

    assert nowhere.get(key_of("a")) is None


def test_keys_of_different_parts_differ_even_if_the_parts_join_equal() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of("a") == key_of("a")


def test_the_older_half_goes_when_there_are_too_many(tmp_path: Path) -> None:
    entries = Cache(tmp_path, "format", limit=4)
    for number in range(6):
        entries.put(key_of(str(number)), b"content")
        os.utime(tmp_path / "format" / key_of(str(number)), (number, number))

    entries.prune()

    assert [None] * 3 + [b"content"] * 3 == [entries.get(key_of(str(number))) for number in range(6)]


def test_nothing_half_written_is_left(tmp_path: Path) -> None:
    Cache(tmp_path, "format").put(key_of("a"), b"content")

    assert [key_of("a")] == os.listdir(tmp_path / "format")


def test_the_folder_is_the_users_choice_then_the_systems_then_in_the_home_folder(tmp_path: Path) -> None:
    absolute = str(tmp_path)
    assert Path("here") == cache_folder({"CLIENTMILL_CACHE": "here", "XDG_CACHE_HOME": absolute})
    assert tmp_path / "clientmill" == cache_folder({"XDG_CACHE_HOME": absolute})
    # The XDG specification: relative paths are to be ignored.
    assert Path(os.path.expanduser("~/.cache/clientmill")) == cache_folder({"XDG_CACHE_HOME": "relative"})
