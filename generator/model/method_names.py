"""What a method is called within its resource: from the operationId where it says something, else from method and path.

    updateVoiceClone         in voice_clones    → update          the resource's words go, a verb remains
    getTasksForProject       in tasks           → get_for_project
    update_speaker_v1_dubbing_…_patch           → update          FastAPI adds path and method
    usersIdFollow            in users           → follow          whose id it takes, the path says
    5476365e031f5909e4fe331d                    → retrieve        a key says nothing
    BooksBookIdRetrieve      in books           → retrieve        Litestar adds the path in front
    api_v1_posts_list        in posts           → list            so does drf-spectacular with what precedes the resource
    shop_api_list_items      in items           → list            django-ninja adds the module
    get~list_pets, delete_delete_pet in pets    → list, delete    Sanic and Quart put the method in front
    get/articles/{id}        in articles        → retrieve        Strapi writes nothing but method and path
    repos/get-content, users.list               → get-content, list
    put_files_id#add_shared_link                → add_shared_link
    none, or one that says nothing                                by path_names.py

A verb that is left alone and means create, read, update or delete becomes the usual one: create, retrieve, list, update,
delete.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from generator.loader.spec import Operation, path_and_query
from generator.model.path_names import by_path, by_query, for_owner, reading
from generator.model.resource_paths import ResourcePath, leading_versions, without_version
from generator.model.words import is_plural, noun_fold, singular, words_of

_READS = frozenset("get retrieve read fetch show find list index query all".split())
_CREATES = frozenset("create add post new insert".split())
_UPDATES = frozenset("update edit modify patch put replace set change".split())
_DELETES = frozenset("delete remove destroy".split())
_VERBS = _READS | _CREATES | _UPDATES | _DELETES
_LISTS = frozenset("list index all".split())
_SAME_AS: Mapping[str, frozenset[str]] = {
    "GET": frozenset("get list retrieve read fetch show find".split()),
    "POST": frozenset("post create add insert".split()),
    "PUT": frozenset("put update replace edit modify".split()),
    "PATCH": frozenset("patch update edit modify".split()),
    "DELETE": frozenset("delete remove destroy".split()),
}
"""By method, the verbs that say no more than it does."""
_METHODS = frozenset("get put post delete options head patch trace".split())
_PREPOSITIONS = frozenset("by for in with from to of on at and or as via".split())
_ADDED = re.compile(r"-(?=[a-f]*\d)[0-9a-f]{4}$|(?<=[a-z0-9])Using(GET|PUT|POST|DELETE|PATCH|HEAD|OPTIONS)(_\d+)?$")
"""What tools add to an operationId that another operation has too, or might have: getUsersUsingGET_1."""
_FRONTED = re.compile(r"^(?:get|put|post|delete|options|head|patch|trace)~")
"""What Sanic puts before a function's name."""
_SAYS_NOTHING = re.compile(r"(?=[a-f]*\d)[0-9a-f]{16,}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
"""Keys of a database that gateways give out as operationIds: 5476365e031f5909e4fe331d."""
_ACTORS = frozenset("account customer me member owner user".split())

Words = tuple[str, ...]


def method_candidates(
    operation: Operation, resource: ResourcePath, returns_list: bool | None, has_home: bool = False
) -> tuple[str, ...]:
    """Give names from the shortest to the surest; `returns_list` None: not known. For `has_home` see by_path."""
    id_words = _id_words(operation)
    surest = "_".join((operation.method, *_path_words(operation.path, with_variables=True))).lower()
    if not id_words:
        names = by_path(operation, resource, returns_list, has_home)
        return (*names, *by_query(names[0], operation), *for_owner(names[0], operation, resource), surest)
    rest = _without_ending(_without_resource(id_words, resource), resource)
    full = "_".join(id_words).lower()
    if not rest:
        return (*by_path(operation, resource, returns_list, has_home), full, surest)
    if len(rest) == 1 and rest[0].lower() in _VERBS:
        usual = _usual_verb(rest[0].lower(), operation, returns_list)
        return (*usual, full, surest)
    return ("_".join(rest).lower(), full, surest)


def _id_words(operation: Operation) -> Words:
    """Give the words that the operationId adds to method and path; () when it has none."""
    stated = _FRONTED.sub("", operation.operation_id or "", count=1)
    written = _ADDED.sub("", stated)
    if written != stated and written.partition(".")[0].lower() in _VERBS:
        return ()  # Get.Count.attachments-e0ef: told from the path by a tool.
    if _SAYS_NOTHING.fullmatch(written) or "/" in written and _is_method_and_path(words_of(written), operation):
        return ()
    words = words_of(re.split(r"[./:]", written.rstrip("./:"))[-1] if written else "")
    action = words_of(written.partition("#")[2])
    if action and action[0].lower() in _VERBS:
        return action  # put_files_id#add_shared_link: what stands before the mark is the path.
    path = path_and_query(operation.path)[0]
    every = _path_words(path, with_variables=True)
    for path_words in (every, _path_words(path, with_variables=False)):
        words = _without_end(words, path_words, operation)
    words = _without_module(_without_beginning(words, every, operation), operation)
    if _is_method_and_path(words, operation):
        return ()
    words = _without_method(_without_versions(words, operation.path), operation)
    lowered = [word.lower() for word in words]
    if "controller" in lowered[:-1]:
        return words[lowered.index("controller") + 1 :]
    return _without_article(words)


def _without_end(words: Words, path_words: Words, operation: Operation) -> Words:
    """Take path and method off the end: update_pet_pets__id__put → update_pet."""
    start = len(words) - len(path_words) - 1
    # All methods of one function have one id in FastAPI, which ends with the first of them.
    methods = _METHODS if path_words else (operation.method.lower(),)
    is_added = start > 0 and _same(words[start:-1], path_words) and words[-1].lower() in methods
    return words[:start] if is_added else words


def _without_beginning(words: Words, path_words: Words, operation: Operation) -> Words:
    """Take the path off the beginning: BooksBookIdRetrieve → Retrieve. What a verb alone is done to, the path has to say:
    posts_recent_retrieve stays whole."""
    rest = words[len(path_words) :]
    if not path_words or not rest or not _same(words[: len(path_words)], path_words):
        return words
    is_verb_alone = len(rest) == 1 and rest[0].lower() in _VERBS
    return words if is_verb_alone and not operation.path.rstrip("/").endswith("}") else rest


def _without_module(words: Words, operation: Operation) -> Words:
    """Take the module off that a function stands in, where the summary is the function's name: shop_api_list_items,
    "List Items"."""
    summary, written = operation.summary or "", operation.operation_id or ""
    told = words_of(summary)
    start = len(words) - len(told)
    is_added = start > 0 and _same(words[start:], told) and words[0].lower() not in _VERBS
    return told if told and is_added and written.islower() and "_" in written and summary.istitle() else words


def _without_method(words: Words, operation: Operation) -> Words:
    """Take the HTTP method off where a verb says the same behind it: get_list_pets, delete_delete_pet.

    What the path speaks of is no verb, as in get_list_members for GET /lists/{id}/members, nor is the list of something.
    """
    if len(words) < 3 or words[0].lower() != operation.method.lower() or words[2].lower() == "of":
        return words
    verb = words[1].lower()
    spoken_of = noun_fold(_path_words(operation.path, with_variables=True))
    is_verb = verb in _SAME_AS.get(operation.method, ()) and singular(verb) not in spoken_of
    return words[1:] if is_verb else words


def _without_versions(words: Words, path: str) -> Words:
    """Take off the `/api/v1/` that a path begins with: api_v1_posts_list → posts list."""
    for segment in leading_versions(path):
        named = words_of(segment)
        if len(words) > len(named) and _same(words[: len(named)], named):
            words = words[len(named) :]
    return words


def _without_article(words: Words) -> Words:
    """Retrieve-a-page → retrieve page."""
    verb, *rest = words or ("",)
    return (verb, *rest[1:]) if len(rest) > 1 and rest[0].lower() in ("a", "an", "the") else words


def _path_words(path: str, *, with_variables: bool) -> Words:
    bare = path if with_variables else re.sub(r"\{[^{}]*\}", "", path)
    return words_of(bare)


def _same(first: Words, second: Words) -> bool:
    return [word.lower() for word in first] == [word.lower() for word in second]


def _is_method_and_path(words: Words, operation: Operation) -> bool:
    """Tell whether an id is only method and path: get_files_id_comments for GET /v1/files/{file_id}/comments.

    A variable goes by its name, its last word, "id", or not at all, an id also with "by"; some put an "id" at the end.
    """
    if not words or words[0].lower() != operation.method.lower():
        return False
    written = tuple(word.lower() for word in words[1:])
    paths = dict.fromkeys((operation.path, without_version(operation.path)))
    return any(_is_path(written, re.split(r"\{([^{}]*)\}", path)) for path in paths)


def _is_path(written: Words, parts: Sequence[str]) -> bool:
    """Tell whether words are those of a path cut at its variables: [words, variable, words, …]."""
    # How many words may have been read; a variable has several ways.
    ends = {0}
    for index, part in enumerate(parts):
        named = tuple(word.lower() for word in words_of(part))
        ways = [named]
        if index % 2 and named:
            ways += [named[-1:], ("id",), ("by", "id"), ()]
            ways += [("by", *named)] if "id" in (named[0], named[-1]) else []
        ends = {end + len(way) for end in ends for way in ways if written[end : end + len(way)] == way}
    return any(written[end:] in ((), ("id",)) for end in ends)


def _without_resource(words: Words, resource: ResourcePath) -> Words:
    """Take the resource's words out where they follow the verb or lead; elsewhere they belong to another noun.

    create [spend alert] → create; create project spend alert stays whole: it is no project that is created.
    """
    phrases = [
        noun_fold(tuple(word for name in resource[start:] for word in words_of(name))) for start in range(len(resource))
    ]
    folded = noun_fold(words)
    for phrase in phrases:
        size = len(phrase)
        for start in (1, 0):
            if size and folded[start : start + size] == phrase:
                rest = (*words[:start], *words[start + size :])
                if start == 0 and len(rest) > 1 and rest[0].lower() == "id" and rest[1].lower() not in _PREPOSITIONS:
                    return rest[1:]  # usersIdFollow: which user, as the path's variable says already.
                begins_well = not rest or rest[0].lower() not in _PREPOSITIONS
                # Of remove [albums] user, nobody removes the user.
                is_whose = start == 1 and is_plural(words[size]) and len(rest) == 2 and rest[1].lower() in _ACTORS
                return rest if begins_well and not is_whose else words
    return words


def _without_ending(words: Words, resource: ResourcePath) -> Words:
    """Take "for project" off what is called on projects: get_task_counts_for_project → get_task_counts."""
    phrase = noun_fold(words_of(resource[-1])) if resource else ()
    start = len(words) - len(phrase)
    if phrase and start > 2 and noun_fold(words[start:]) == phrase and words[start - 1].lower() in ("for", "of"):
        return words[: start - 1]
    return words


def _usual_verb(verb: str, operation: Operation, returns_list: bool | None) -> tuple[str, ...]:
    method = operation.method
    if verb in _READS and method in ("GET", "HEAD", "QUERY"):
        return (reading(operation, returns_list, is_list=verb in _LISTS),)
    if verb in _CREATES and method == "POST":
        return ("create",)
    if verb in _UPDATES and method in ("PUT", "PATCH"):
        return ("update", "replace" if method == "PUT" else "patch")
    if verb in _DELETES and method == "DELETE":
        return ("delete",)
    return (verb,)
