"""What a method is called where no operationId says it: from method and path.

    GET /pets, GET /pets/{id}, POST /pets       → list, retrieve, create
    POST /orders/{id}/cancel                    → cancel
    GET /users/{id}/people/count                → count_people
    GET /groups/{id}/memberships, list is taken → list_for_group

Receives an operation and the resource it is in; returns names from the shortest to the surest.
"""

from __future__ import annotations

from generator.loader.spec import Operation, path_and_query
from generator.model.resource_paths import ResourcePath, static_segments
from generator.model.words import is_plural, noun_fold, singular, singular_name, words_of

_ACTIONS = frozenset("search query find export download count preview validate lookup verify status".split())

Words = tuple[str, ...]


def is_at_home(operation: Operation, resource: ResourcePath) -> bool:
    """Tell whether the path ends with the resource's own noun: /v1/tracks/{id} in tracks."""
    segments = static_segments(path_and_query(operation.path)[0])
    return bool(segments and resource) and noun_fold(words_of(segments[-1])) == noun_fold(words_of(resource[-1]))


def by_path(operation: Operation, resource: ResourcePath, returns_list: bool | None, has_home: bool) -> tuple[str, ...]:
    """Name an operation that has no telling operationId. `has_home`: another one of the resource is at home there."""
    path = path_and_query(operation.path)[0].rstrip("/")
    segments = static_segments(path)
    last = segments[-1] if segments else ""
    verbs = _verbs_of_method(operation, returns_list)
    noun = noun_fold(words_of(last))
    own = noun_fold(words_of(resource[-1])) if resource else ()
    if noun in ((), own):
        return verbs
    if path.endswith("}") and len(segments) < 2:
        named = tuple(f"{verb}_{singular_name(last)}" for verb in verbs)
        # GET /audio-analysis/{id} beside GET /tracks/{id} retrieves no track.
        is_other = has_home and path.split("/")[-1].startswith("{") and not set(noun) & set(own)
        return named if is_other else (*verbs, *named)
    last_word = words_of(last)[-1]
    is_action = operation.method == "POST" and not is_plural(last_word) or words_of(last)[0].lower() in _ACTIONS
    if is_action and not path.endswith("}"):
        return (*_by_object(last, path, resource), f"{operation.method}_{last}".lower())
    if noun == own[-len(noun) :]:
        return verbs
    is_one = path.endswith("}") or operation.method == "POST"
    return tuple(f"{verb}_{singular_name(last) if is_one else last}" for verb in verbs)


def _nouns(resource: ResourcePath) -> set[Words]:
    return {noun_fold(words_of(each)) for each in resource}


def _by_object(action: str, path: str, resource: ResourcePath) -> tuple[str, ...]:
    """Say what it is done to where that is not the resource itself: GET /users/{id}/people/count → count_people.

    A count is always of something; any other action says so only where the plain name is another's.
    """
    before = path.split("/")[-2]
    is_known = not static_segments(before) or noun_fold(words_of(before)) in _nouns(resource)
    word = "_".join(words_of(action.lower()))
    if is_known or word not in _ACTIONS or not is_plural(words_of(before)[-1]):
        return (action,)
    full = f"{action}_{before}"
    return (full,) if word == "count" else (action, full)


def by_query(name: str, operation: Operation) -> tuple[str, ...]:
    """Say what it is asked for by: GET /current?lat={lat}&lon={lon} → list_current_by_lat_and_lon."""
    pairs = path_and_query(operation.path)[1].split("&")
    asked = [pair.partition("=")[0] for pair in pairs if "{" in pair]
    return (f"{name}_by_{'_and_'.join(asked)}",) if asked else ()


def for_owner(name: str, operation: Operation, resource: ResourcePath) -> tuple[str, ...]:
    """Say whose it is where the plain name is another's: GET /groups/{id}/memberships → list_for_group.

    The owner is the last noun before a variable that is not the resource itself.
    """
    known = _nouns(resource)
    segments = [segment for segment in operation.path.partition("?")[0].split("/") if segment]
    if segments and "{" in segments[-1]:
        segments = segments[:-2]
    owners = [
        noun
        for noun, variable in zip(segments, segments[1:])
        if "{" in variable and "{" not in noun and words_of(noun) and noun_fold(words_of(noun)) not in known
    ]
    return (
        ("_".join((*words_of(name), "for", *words_of(owners[-1])[:-1], singular(words_of(owners[-1])[-1]))).lower(),)
        if owners
        else ()
    )


def _verbs_of_method(operation: Operation, returns_list: bool | None) -> tuple[str, ...]:
    match operation.method:
        case "GET":
            return (reading(operation, returns_list),)
        case "POST" if operation.path.endswith("}"):
            # Where a POST to the collection creates, one to an item changes it.
            return ("create", "update")
        case "POST":
            return ("create",)
        case "PUT":
            return ("update", "replace")
        case "PATCH":
            return ("update", "patch")
        case other:
            return (other.lower(),)


def reading(operation: Operation, returns_list: bool | None, *, is_list: bool = False) -> str:
    path = path_and_query(operation.path)[0].rstrip("/")
    if is_list:
        return "list"
    if path.endswith("}"):
        return "retrieve"
    if returns_list is None:
        segments = static_segments(operation.path)
        returns_list = bool(segments) and is_plural(words_of(segments[-1])[-1])
    return "list" if returns_list else "retrieve"
