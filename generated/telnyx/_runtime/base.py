"""What a client is, sync or async: settings, credentials as attributes, copies, and the shared transport."""

from __future__ import annotations

import os
import sys
import warnings
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from .config import Config, config_of
from .forks import ForkSafeLock, leave_to_parent, renewed_in_forks
from .options import CLIENT_OPTION_NAMES
from .settings import certificate_argument, shadowed_by
from .urls import redacted

if TYPE_CHECKING:
    from .settings import Settings

Tr = TypeVar("Tr")

_NO_OPTIONS: Mapping[str, Any] = {}


class SharedTransport(Generic[Tr]):
    """One transport for a client and its copies, made when the first request is sent."""

    def __init__(
        self, make: Callable[[], Tr], owner: str, drop: Callable[[Tr], object] | None
    ) -> None:
        self._make = make
        self._owner = owner
        self._drop = drop
        """Closes a transport that nobody can reach any more, as far as that goes; None if it is the user's own."""
        self._lock = ForkSafeLock()
        self._made: Tr | None = None
        self._is_closed = False
        renewed_in_forks(self)

    def get(self) -> Tr:
        made = self._made
        if made is None or self._is_closed:
            with self._lock:
                if self._is_closed:
                    raise RuntimeError(f"this {self._owner} is closed")
                made = self._made = self._made or self._make()
        return made

    def take_to_close(self) -> Tr | None:
        """Give the transport to close, once; None if there is none."""
        with self._lock:
            self._is_closed = True
            made, self._made = self._made, None
            return made

    def begin_anew(self) -> None:
        if self._drop is not None:
            leave_to_parent(self._made)
            self._made = None

    def __del__(self) -> None:
        if (
            self._made is not None
            and self._drop is not None
            and not sys.is_finalizing()
        ):
            warnings.warn(
                f"unclosed {self._owner}", ResourceWarning, stacklevel=2, source=self
            )
            self._drop(self._made)


class Memory(dict[object, object]):
    """What calls have learned: tokens, challenges. It stays where it is: a pickled or deep-copied client starts anew."""

    def __reduce__(self) -> tuple[type[Memory], tuple[()]]:
        return Memory, ()


class BaseClient(Generic[Tr]):
    """Common to the two kinds of client."""

    _settings: Settings
    _config: Config
    _shared: SharedTransport[Tr]

    def __init__(
        self,
        settings: Settings,
        credentials: Mapping[str, object],
        server: str | None = None,
        options: Mapping[str, Any] = _NO_OPTIONS,
        variables: Mapping[str, str | None] = _NO_OPTIONS,
    ) -> None:
        self._settings = settings
        self._server = server
        self._memory = Memory()
        self._variables = _variables(settings, variables)
        self._options = _checked_options(type(self).__name__ + ".__init__", options)
        if server is None and not options.get("base_url"):
            self._options["base_url"] = (
                os.environ.get(f"{settings.env_prefix}_BASE_URL") or None
            )
        self._take(credentials)
        self._refuse_two_certificates(credentials)
        self._configure()
        self._shared = self._new_transport()
        if os.environ.get(f"{settings.env_prefix}_LOG"):
            # Set up now, so that what the application logs between here and the first call is in order.
            self._config.logger()

    def _take(self, credentials: Mapping[str, object]) -> None:
        """Keep what was given, else what the environment has. Raises nothing, with values in variables: unshown.py."""
        environment = {
            argument: variable
            for credential in self._settings.credentials
            for argument, variable in zip(
                credential.arguments, credential.environment, strict=False
            )
        }
        shadowed = shadowed_by(self._settings, credentials)
        for argument, value in credentials.items():
            if value is None and argument not in shadowed:
                value = os.environ.get(environment.get(argument, ""))
            # An empty variable is how shells and containers say "not set".
            self.__dict__[argument] = value if value != "" else None

    @property
    def base_url(self) -> str:
        """Where requests go. Setting it is as giving `base_url=`."""
        return self._config.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self._options = {**self._options, "base_url": url}
        self._configure()

    def _configure(self) -> None:
        self._config = config_of(
            self._settings, self._server, self._variables, self._options
        )
        self._config.memory = self._memory

    def _refuse_two_certificates(self, credentials: Mapping[str, object]) -> None:
        argument = certificate_argument(self._settings)
        if argument is None or credentials.get(argument) is None:
            return
        for name in ("http_client", "transport"):
            if self._options.get(name) not in (None, "httpx2"):
                raise ValueError(
                    f"{argument}= is for connections that this client makes itself: give the certificate to {name}="
                )

    def _certificate(self) -> object:
        """Give what the client shows when it connects; None if there is nothing to show."""
        argument = certificate_argument(self._settings)
        return None if argument is None else self.__dict__.get(argument)

    def _new_transport(self) -> SharedTransport[Tr]:
        raise NotImplementedError

    def _copy(
        self, options: Mapping[str, Any], credentials: Mapping[str, Any] = _NO_OPTIONS
    ) -> Self:
        """Make a client that differs in options and shares the transport. A credential that is None stays what it is."""
        checked = _checked_options(type(self).__name__ + ".with_options", options)
        copy = object.__new__(type(self))
        copy.__dict__.update(self._own_state())
        copy.__dict__.update(
            {name: each for name, each in credentials.items() if each is not None}
        )
        for name in ("default_headers", "default_query"):
            if name in checked:
                checked[name] = {
                    **(self._options.get(name) or {}),
                    **(checked[name] or {}),
                }
        copy._options = {**self._options, **checked}
        if "retry" in checked and "max_retries" not in checked:
            # The number said last counts, and it is the policy's.
            copy._options.pop("max_retries", None)
        copy._configure()
        has_own = (
            checked.get("http_client") is not None
            or checked.get("transport") is not None
        )
        copy._shared = copy._new_transport() if has_own else self._shared
        return copy

    def _own_state(self) -> dict[str, Any]:
        """Give all but the transport and the resources, which belong to this very object."""
        from .resource import Resource, ResourceView

        own = {
            name: value
            for name, value in self.__dict__.items()
            if not isinstance(value, Resource | ResourceView)
        }
        own.pop("_shared", None)
        return own

    def __getstate__(self) -> dict[str, Any]:
        from .travel import refuse_what_stays

        refuse_what_stays(self)
        return self._settled_state()

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._configure()
        self._shared = self._new_transport()

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        from copy import deepcopy

        from .travel import refuse_connections

        refuse_connections(self)
        copy = object.__new__(type(self))
        memo[id(self)] = copy
        copy.__setstate__(deepcopy(self._settled_state(), memo))
        return copy

    def _settled_state(self) -> dict[str, Any]:
        """Give what the client was made of; the rest is made again from it."""
        own = self._own_state()
        del own["_config"]
        return own

    def __repr__(self) -> str:
        config = self.__dict__.get("_config")
        # None where the constructor has raised, and its frames are printed with their variables.
        shown = "not made yet" if config is None else redacted(config.base_url)
        return f"<{type(self).__name__} {shown}>"


def _variables(settings: Settings, given: Mapping[str, str | None]) -> dict[str, str]:
    """Give the values of server variables, keyed by wire name: what was given, else what the environment has."""
    found = {name: value for name, value in given.items() if value is not None}
    for one in settings.variables:
        value = os.environ.get(one.environment)
        if value and one.wire_name not in found:
            found[one.wire_name] = value
    for name, value in found.items():
        if not isinstance(value, str):
            raise TypeError(
                f"server variable {name!r} must be a str, not {type(value).__name__}"
            )
    return found


def is_made_here(transport: object, http_client: object, kind: str) -> bool:
    """Tell whether the connections are the client's own, and not the user's; raise for what cannot carry anything.

    `kind` is the class of httpx2 that can: "Client" or "AsyncClient".
    """
    if isinstance(transport, str) or http_client is not None:
        from .transports import is_pyreqwest, refuse_other_clients

        if is_pyreqwest(transport if isinstance(transport, str) else None, http_client):
            # Now, because the process crashes where the thread that imports pyreqwest first has ended, as those of
            # pools do; clients are mostly made in the main one.
            import_module(".pyreqwest_values", __package__)
        refuse_other_clients(http_client, kind)
    if transport is not None and not isinstance(transport, str):
        from .transports import refuse_other_transports

        refuse_other_transports(transport, kind)
    return (transport is None or isinstance(transport, str)) and http_client is None


def _checked_options(function: str, options: Mapping[str, Any]) -> dict[str, Any]:
    for name in options:
        if name not in CLIENT_OPTION_NAMES:
            raise TypeError(f"{function}() got an unexpected keyword argument {name!r}")
    return dict(options)
