"""What a client folder's client.yml says: the choices a spec cannot make.

Receives names from client.yml (client_yml.py reads it) or from flags; returns a frozen `ClientConfig`. Does not read specs.
"""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct, field

from generator.problems import Location, Problem, ProblemsFound, error

_LIBRARIES = frozenset({"anyio", "httpx2", "msgspec", "pydantic", "pyreqwest", "trio"})
"""What the runtime imports besides Python's own."""
_NOTHING: Mapping[str, str] = MappingProxyType({})
_NOWHERE: Mapping[tuple[str, str], Location] = MappingProxyType({})


class AuthConfig(Struct, frozen=True):
    """Credentials that the documents use but do not define, or define badly."""

    scheme: str
    """The security scheme's name, as documents refer to it."""
    type: str
    """"http-bearer", "http-basic", "http-digest", "api-key", "oauth2", "openid-connect" or "mutual-tls"."""
    location: str = "header"
    """Only for "api-key": "header", "query" or "cookie"."""
    wire_name: str = "Authorization"
    """Only for "api-key": the header's, query parameter's or cookie's name."""
    flow: str = "client-credentials"
    """Only for "oauth2": "client-credentials", "password" or "authorization-code"."""
    url: str = ""
    """The token URL of "oauth2", the discovery URL of "openid-connect"."""
    scopes: tuple[str, ...] = ()
    """() means: those that the operations require."""
    client_authentication: str | None = None
    """"basic" or "post". None means that the standard's default holds."""


class Skip(Struct, frozen=True):
    """Something of the spec that is knowingly left out."""

    pattern: str
    """"METHOD /path" of an operation, or a JSON Pointer, perhaps with a file before "#"."""
    reason: str
    location: Location

    def covers(self, location: Location) -> bool:
        """Tell whether a place is the one named, or inside it."""
        file, mark, pointer = self.pattern.partition("#")
        if not mark:
            file, pointer = "", self.pattern
        method, _, path = pointer.partition(" ")
        if path:
            escaped = path.strip().replace("~", "~0").replace("/", "~1")
            pointer = f"/paths/{escaped}/{method.lower()}"
        if file and not location.file.endswith(file) or not pointer:
            return False
        return _is_inside(location, pointer)


class Only(Struct, frozen=True):
    """A part of the spec that is asked for; everything else is left out."""

    pattern: str
    """"METHOD /path" or "/path", where "*" stands for anything; or a JSON Pointer, which begins with "#". "" where there is a tag."""
    tag: str
    location: Location

    def takes(self, method: str, path: str, tags: Iterable[str], location: Location) -> bool:
        """Tell whether an operation is asked for."""
        if self.tag:
            return self.tag in tags
        if self.pattern.startswith("#"):
            return _is_inside(location, self.pattern[1:])
        asked_method, _, asked_path = self.pattern.rpartition(" ")
        wanted = "".join(".*" if each == "*" else re.escape(each) for each in asked_path)
        return asked_method in ("", method) and re.fullmatch(wanted, path, re.DOTALL) is not None


def _is_inside(location: Location, pointer: str) -> bool:
    return location.pointer == pointer or location.pointer.startswith(f"{pointer}/")


class PageChoice(Struct, frozen=True):
    """How the answers of one operation go on, where it cannot be found, or is found wrong."""

    operation: str
    """"METHOD /path"."""
    style: str | None
    """"cursor", "page", "offset", "next-url" or "link-header"; None: its answers are no pages."""
    settings: Mapping[str, tuple[str, Location]]
    """Setting → (text, where it stands)."""
    location: Location


class ClientConfig(Struct, frozen=True):
    """One client: which documents, which names."""

    package: str
    """Import name of the generated package."""
    class_name: str
    """Name of the synchronous client class; the other is "Async" + this."""
    specs: tuple[str, ...]
    """Paths of the documents, in the order that settles equal names: the first keeps the bare name."""
    version: str = "0.1.0"
    """The generated package's version: `__version__` and the User-Agent's."""
    env_prefix: str = ""
    """Environment variables are <PREFIX>_API_KEY, <PREFIX>_BASE_URL, <PREFIX>_LOG. Empty means: package, upper case."""
    overlays: tuple[str, ...] = ()
    auth: tuple[AuthConfig, ...] = ()
    api_key_header: str | None = None
    """A header parameter that is the API key in all but name: taken out of every operation's arguments, sent on every call."""
    methods: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """"METHOD /path" → dotted call, as "voice_clones.update". Wins over every other source of names."""
    schemas: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Component schema name → type name wanted."""
    servers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    """Server name → URL of one of the documents' servers, for servers the document gives no name."""
    only: tuple[Only, ...] = ()
    """() means everything."""
    skip: tuple[Skip, ...] = ()
    pagination: tuple[PageChoice, ...] = ()
    location: Location | None = None
    """Where client.yml is. None means: made from command-line flags."""
    places: Mapping[tuple[str, str], Location] = field(default_factory=lambda: _NOWHERE)
    """(setting, key) → where client.yml has the entry, of `methods`, `schemas`, `servers`, `auth` and `api_key_header`."""


def pascal_case(package: str) -> str:
    """Give the default class name: "telnyx" → Telnyx, "my_api" → MyApi, "_2captcha" → Client2captcha."""
    name = "".join(part[:1].upper() + part[1:] for part in package.split("_"))
    return name if name.isidentifier() else f"Client{name}"


def config_from_flags(specs: tuple[str, ...], package: str, class_name: str | None = None) -> ClientConfig:
    """Make the configuration of a client that has no folder. Raises ProblemsFound for names that cannot be."""
    config = ClientConfig(package, class_name or pascal_case(package), tuple(Path(spec).as_posix() for spec in specs))
    places = {"package": Location("--package"), "class_name": Location("--class-name")}
    problems = tuple(name_problems(config, places, Location("command line")))
    if problems:
        raise ProblemsFound(problems)
    return config


def name_problems(config: ClientConfig, places: Mapping[str, Location], elsewhere: Location) -> Iterator[Problem]:
    """Find names that Python, or the wire, would not take. `places` says where a setting stands, by its name."""
    place = places.get("package", elsewhere)
    if not _is_name(config.package) or config.package.startswith("__"):
        yield error(
            "config-name",
            f"`{config.package}` cannot be a package's name; ASCII letters, digits and _ are allowed, and no Python keyword.",
            place,
            f"For example `{_package_like(config.package)}`.",
        )
    elif is_device(config.package) or config.package in _LIBRARIES:
        what = (
            "a device, which no folder can be on Windows" if is_device(config.package) else "a library that clients use"
        )
        yield error(
            "config-name",
            f"`{config.package}` is the name of {what}.",
            place,
            f"For example `{config.package}_api`.",
        )
    elif not _is_name(config.class_name):
        yield error(
            "config-name",
            f"`{config.class_name}` cannot be a class's name; ASCII letters, digits and _ are allowed, and no Python keyword.",
            places.get("class_name", place),
        )
    if config.env_prefix and not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", config.env_prefix):
        yield error(
            "config-name",
            f"`{config.env_prefix}` cannot begin an environment variable's name; ASCII letters, digits and _ are allowed.",
            places.get("env_prefix", elsewhere),
        )
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9.+!_-]*", config.version):
        # It stands in the User-Agent header, where a space or a line end would begin another field.
        yield error(
            "config-name",
            f"`{config.version}` is no version.",
            places.get("version", elsewhere),
            'For example "1.0.0".',
        )


def _package_like(name: str) -> str:
    wanted = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_").lower() or "client"
    if keyword.iskeyword(wanted):
        return f"{wanted}_api"
    return wanted if wanted.isidentifier() else f"_{wanted}"


def is_device(name: str) -> bool:
    """Tell whether Windows takes a file of this name, whatever its suffix, for a device."""
    return re.fullmatch(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", name, re.IGNORECASE) is not None


def _is_name(name: str) -> bool:
    return name.isascii() and name.isidentifier() and not keyword.iskeyword(name)
