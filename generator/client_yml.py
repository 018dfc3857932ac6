"""specs/<client>/ to a ClientConfig.

Receives the folder's path; reads client.yml if there is one, and the names of the files beside it. Every mistake in
client.yml is a Problem with its place. Does not read specs.

    specs/telnyx/            ▶ package "telnyx", class Telnyx, unless client.yml says otherwise
      client.yml             ▶ see README.md, "client.yml"; missing or empty is fine
      overlay.yml            ▶ applied to the documents
      voice-clones.yml       ▶ a document: every other *.yml, *.yaml, *.json, in sorted order
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec.structs import replace

from generator.client_folder import CLIENT_FILE, DOCUMENTS, OVERLAY_FILE, documents_in
from generator.client_yml_pagination import read_pagination
from generator.config import AuthConfig, ClientConfig, Only, Skip, name_problems, pascal_case
from generator.marked_yaml import Entries, Items, Marked, Text, kind_of, near, read_marked
from generator.problems import Location, Problem, ProblemsFound, error

_AUTH_TYPES: Mapping[str, tuple[Mapping[str, str], tuple[str, ...]]] = {
    "http-bearer": ({}, ()),
    "http-basic": ({}, ()),
    "http-digest": ({}, ()),
    "api-key": ({"name": "Name the header, query parameter or cookie."}, ("in",)),
    "oauth2": (
        {"token_url": "Say where tokens are asked for; it may be relative to the API."},
        ("flow", "scopes", "client_authentication"),
    ),
    "openid-connect": (
        {"url": "Give the URL that ends in /.well-known/openid-configuration."},
        ("scopes", "client_authentication"),
    ),
    "mutual-tls": ({}, ()),
}
"""Type → the keys it needs, with a hint each, and those it may have."""
_AUTH_KEYS = ("scheme", "type", "in", "name", "flow", "token_url", "url", "scopes", "client_authentication")
_AUTH_PLACES = ("header", "query", "cookie")
_AUTH_FLOWS = ("client-credentials", "password", "authorization-code")
_CLIENT_AUTHENTICATIONS = ("basic", "post")
_OPERATION = re.compile(r"[A-Za-z]+ /\S*")
_ASKED = re.compile(r"(?:[A-Za-z]+ )?[/*]\S*|#/\S+")
_Record = dict[str, tuple[str, Location]]
"""One mapping of a list: key → (text, where the text is)."""
_DOTTED = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)


def read_client(folder: Path) -> ClientConfig:
    """Read a client's folder. Raises ProblemsFound with every mistake."""
    file = (folder / CLIENT_FILE).as_posix()
    start = Location(file, "", 1, 1)
    reader = _Reader(folder)
    entries = read_marked(file) if (folder / CLIENT_FILE).is_file() else Entries(MappingProxyType({}), start)
    config = reader.config(entries)
    places = {key: value.location for key, (_, value) in entries.values.items()}
    told = {problem.location for problem in reader.problems}
    names = name_problems(config, places, Location(folder.as_posix()))
    problems = [*reader.problems, *(problem for problem in names if problem.location not in told)]
    if problems:
        raise ProblemsFound(problems)
    return config


class _Reader:
    """Turns values into settings and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[Problem] = []
        self._folder = folder
        self._places: dict[tuple[str, str], Location] = {}

    def config(self, entries: Entries) -> ClientConfig:
        default_package = re.sub(r"\W", "_", self._folder.resolve().name, flags=re.ASCII)
        config = ClientConfig(
            package=default_package,
            class_name="",
            specs=(),
            location=Location(entries.location.file),
        )
        settings: dict[str, Callable[[ClientConfig, Marked], ClientConfig]] = {
            "package": lambda config, value: replace(config, package=self._text(value)),
            "class_name": lambda config, value: replace(config, class_name=self._text(value)),
            "specs": lambda config, value: replace(config, specs=self._files(value)),
            "version": lambda config, value: replace(config, version=self._text(value)),
            "env_prefix": lambda config, value: replace(config, env_prefix=self._text(value)),
            "overlays": lambda config, value: replace(config, overlays=self._files(value)),
            "auth": lambda config, value: replace(config, auth=self._auth(value)),
            "api_key_header": lambda config, value: replace(config, api_key_header=self._key_header(value)),
            "methods": lambda config, value: replace(config, methods=self._methods(value)),
            "schemas": lambda config, value: replace(config, schemas=self._texts("schemas", value)),
            "servers": lambda config, value: replace(config, servers=self._texts("servers", value)),
            "pagination": lambda config, value: replace(config, pagination=read_pagination(value, self.problems)),
            "only": lambda config, value: replace(config, only=self._only(value)),
            "skip": lambda config, value: replace(config, skip=self._skips(value)),
        }
        for key, (place, value) in entries.values.items():
            if key not in settings:
                self._complain("config-key", f"`{key}` is not a setting.", place, near(key, tuple(settings)))
            elif isinstance(value, Text) and value.is_null:
                self._complain("config-type", f"`{key}` has no value.", place, "Give one, or remove the line.")
            else:
                config = settings[key](config, value)
        return self._completed(replace(config, places=MappingProxyType(self._places)), entries)

    def _completed(self, config: ClientConfig, entries: Entries) -> ClientConfig:
        """Fill in what follows from the package's name and from the folder."""
        if "specs" not in entries.values:
            config = replace(config, specs=tuple(self._path(name) for name in documents_in(self._folder)))
        if not config.specs and not self.problems:
            self._complain(
                "config-no-specs",
                f"The folder {self._folder.as_posix()} has no document ({DOCUMENTS}).",
                Location(entries.location.file),
            )
        if "overlays" not in entries.values and (self._folder / OVERLAY_FILE).is_file():
            config = replace(config, overlays=(self._path(OVERLAY_FILE),))
        return config if config.class_name else replace(config, class_name=pascal_case(config.package))

    def _complain(
        self, code: str, message: str, location: Location, hint: str = "", related: tuple[Location, ...] = ()
    ) -> None:
        self.problems.append(error(code, message, location, hint, related))

    def _path(self, name: str) -> str:
        return (self._folder / name).as_posix()

    def _text(self, value: Marked) -> str:
        if isinstance(value, Text) and not value.is_null:
            return value.value
        self._complain("config-type", f"{kind_of(value).capitalize()} is here; text is expected.", value.location)
        return ""

    def _items(self, value: Marked) -> tuple[Marked, ...]:
        if isinstance(value, Items):
            return value.values
        self._complain("config-type", f"{kind_of(value).capitalize()} is here; a list is expected.", value.location)
        return ()

    def _mapping(self, value: Marked) -> Mapping[str, tuple[Location, Marked]]:
        if isinstance(value, Entries):
            return value.values
        self._complain("config-type", f"{kind_of(value).capitalize()} is here; a mapping is expected.", value.location)
        return {}

    def _texts(self, setting: str, value: Marked) -> Mapping[str, str]:
        if isinstance(value, Entries):
            self._places |= {(setting, key): place for key, (place, _) in value.values.items()}
        return MappingProxyType({key: self._text(item) for key, (_, item) in self._mapping(value).items()})

    def _key_header(self, value: Marked) -> str:
        header = self._text(value)
        self._places["api_key_header", header] = value.location
        return header

    def _files(self, value: Marked) -> tuple[str, ...]:
        found: dict[str, Location] = {}
        for item in self._items(value):
            name = self._text(item)
            if not name:
                continue
            if name in found:
                self._complain(
                    "config-duplicate", f"`{name}` stands here twice.", item.location, related=(found[name],)
                )
            elif not (self._folder / name).is_file():
                beside = documents_in(self._folder)
                self._complain(
                    "config-file-missing",
                    f"There is no file `{name}` in {self._folder.as_posix()}.",
                    item.location,
                    near(name, beside) if beside else "",
                )
            else:
                found[name] = item.location
        return tuple(self._path(name) for name in found)

    def _records(self, value: Marked, known: tuple[str, ...], required: tuple[str, ...]) -> Iterator[_Record]:
        """Give the mappings of a list, each with its known keys only; no two with an equal first key."""
        seen: dict[str, Location] = {}
        for item in self._items(value):
            found = self._record(item, known)
            missing = [key for key in required if key not in found]
            if missing and isinstance(item, Entries):
                self._complain("config-missing", f"There is no `{missing[0]}` here.", item.location)
            elif not missing:
                name, place = found[known[0]]
                if name in seen:
                    self._complain("config-duplicate", f"`{name}` stands here twice.", place, related=(seen[name],))
                seen.setdefault(name, place)
                yield found

    def _record(self, item: Marked, known: tuple[str, ...]) -> _Record:
        found: _Record = {}
        for key, (place, child) in self._mapping(item).items():
            if key in known:
                found[key] = (self._text(child), child.location)
            else:
                self._complain("config-key", f"`{key}` is not a setting here.", place, near(key, known))
        return found

    def _auth(self, value: Marked) -> tuple[AuthConfig, ...]:
        found: list[AuthConfig] = []
        for record in self._records(value, _AUTH_KEYS, ("scheme", "type")):
            kind = self._choice(record, "type", tuple(_AUTH_TYPES))
            scheme, place = record["scheme"]
            self._places["auth", scheme] = place
            needed, known = _AUTH_TYPES.get(kind, ({}, _AUTH_KEYS))
            for key, hint in needed.items():
                if key not in record:
                    self._complain("config-missing", f"`{scheme}`, of type {kind}, has no `{key}`.", place, hint)
            for key in sorted(record.keys() - {"scheme", "type", *needed, *known}):
                hint = "Remove it, or correct the type."
                self._complain("config-key", f"`{key}` says nothing of a scheme of type {kind}.", record[key][1], hint)
            url = record.get("token_url") or record.get("url")
            found.append(
                AuthConfig(
                    scheme,
                    kind,
                    self._choice(record, "in", _AUTH_PLACES),
                    record["name"][0] if "name" in record else "Authorization",
                    self._choice(record, "flow", _AUTH_FLOWS),
                    url[0] if url is not None else "",
                    tuple(record["scopes"][0].split()) if "scopes" in record else (),
                    (
                        self._choice(record, "client_authentication", _CLIENT_AUTHENTICATIONS)
                        if "client_authentication" in record
                        else None
                    ),
                )
            )
        return tuple(found)

    def _choice(self, record: _Record, key: str, allowed: tuple[str, ...]) -> str:
        if key not in record:
            return allowed[0]
        chosen, place = record[key]
        if chosen and chosen not in allowed:
            message = f"`{key}: {chosen}` is not allowed; {', '.join(allowed)} are."
            self._complain("config-value", message, place, near(chosen, allowed))
        return chosen

    def _methods(self, value: Marked) -> Mapping[str, str]:
        found: dict[str, str] = {}
        calls: dict[str, Location] = {}
        for key, (place, item) in self._mapping(value).items():
            call = self._text(item)
            if not _OPERATION.fullmatch(key):
                self._complain("config-value", f"`{key}` is no operation.", place, 'Write "METHOD /path".')
            elif call and not _DOTTED.fullmatch(call):
                self._complain(
                    "config-value",
                    f"`{call}` is no call.",
                    item.location,
                    "Write names with dots: voice_clones.update.",
                )
            elif call in calls:
                self._complain(
                    "config-duplicate", f"The call `{call}` is given twice.", item.location, related=(calls[call],)
                )
            method, _, path = key.partition(" ")
            found[f"{method.upper()} {path}"] = call
            self._places["methods", f"{method.upper()} {path}"] = place
            calls.setdefault(call, item.location)
        return MappingProxyType(found)

    def _only(self, value: Marked) -> tuple[Only, ...]:
        found: list[Only] = []
        for item in self._items(value):
            record = self._record(item, ("pattern", "tag"))
            if len(record) != 1:
                if isinstance(item, Entries):
                    self._complain("config-missing", "One of `tag` and `pattern` has to stand here.", item.location)
                continue
            ((key, (text, place)),) = record.items()
            if key == "tag":
                found.append(Only("", text, place))
            elif _ASKED.fullmatch(text):
                method, _, path = text.rpartition(" ")
                found.append(Only(f"{method.upper().strip()} {path}".strip(), "", place))
            else:
                hint = 'Write "METHOD /path", "/path" or "#/pointer"; in a path, * stands for anything.'
                self._complain("config-value", f"`{text}` is no operation, no path and no pointer.", place, hint)
        return tuple(found)

    def _skips(self, value: Marked) -> tuple[Skip, ...]:
        found: list[Skip] = []
        for record in self._records(value, ("pattern", "reason"), ("pattern", "reason")):
            pattern, place = record["pattern"]
            reason, reason_place = record["reason"]
            if _OPERATION.fullmatch(pattern):
                method, _, path = pattern.partition(" ")
                pattern = f"{method.upper()} {path}"
            elif pattern and not (pattern.startswith("/") or "#/" in pattern):
                hint = 'Write "METHOD /path", "#/pointer" or "file.yml#/pointer".'
                self._complain("config-value", f"`{pattern}` is no operation and no pointer.", place, hint)
            if not reason.strip():
                self._complain("config-missing", f"`{pattern}` is skipped without a reason.", reason_place, "Say why.")
            found.append(Skip(pattern.removeprefix("#"), reason.strip(), place))
        return tuple(found)
