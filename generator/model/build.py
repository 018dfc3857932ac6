"""Spec to Api: the normalisers in their order.

    operations that stay → components → names → operations' own types → what only references reach
    → unions told apart → flat bodies → directions → account

Raises ProblemsFound when something cannot be generated and client.yml does not skip it; warnings and notes go into the
Api.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from msgspec.structs import replace

from generator.config import ClientConfig
from generator.loader import spec as loaded
from generator.loader.spec import Spec
from generator.memo import NO_MEMO, Memo
from generator.model.api import Api, Entry, Operation
from generator.model.auth import common_security, credentials_of, key_header
from generator.model.bodies import with_texts, with_flat
from generator.model.circles import without_circles
from generator.model.components import define_components
from generator.model.constant_tags import with_constant_tags
from generator.model.coverage import operation_entries, schema_entries
from generator.model.events import define_event, with_receiver
from generator.model.links import with_links
from generator.model.lists import list_test
from generator.model.naming import Call, calls_of, route
from generator.model.only import narrowed
from generator.model.operations import Built, event_of, operation_of
from generator.model.page_choices import with_pages
from generator.model.reach import with_directions
from generator.model.resource_paths import bare_tags
from generator.model.resources import tree_of
from generator.model.schemas import TypeBuilder
from generator.model.servers import servers_of
from generator.model.skips import Selection, selection_of
from generator.model.stated_pages import stated_pages
from generator.model.tagging import completed, tag_names
from generator.model.types import TypeDefinition, TypeId, UnionOf
from generator.model.unused_choices import unused_choices
from generator.model.walk import definition_with_unions, with_unions
from generator.model.xml import with_xml_settled, with_xml_where_used
from generator.problems import Location, Problem, ProblemsFound, Severity


def build_api(spec: Spec, config: ClientConfig, memo: Memo = NO_MEMO) -> Api:
    """Give the Api of the documents as client.yml wants it. Raises ProblemsFound."""
    problems: list[Problem] = list(spec.problems)
    problems += unused_choices(spec, config)
    routes = {route(operation) for operation in spec.operations}
    spec, selection = _chosen(spec, config, problems)
    hooks = selection_of(spec.webhooks, ())
    problems += selection.problems
    header = key_header(spec, config, problems)
    types = TypeBuilder(spec, config.schemas)
    define_components(types, spec, config.schemas, memo)
    calls = calls_of(spec, selection.operations, config.methods, list_test(types.merger))
    credentials = credentials_of(spec, config, header, problems)
    built = [
        operation_of(written, call, types, header, credentials, problems)
        for written, call in zip(selection.operations, calls)
    ]
    webhooks = [event_of(written, _event_name(written), types, problems) for written in hooks.operations]
    callbacks = [event_of(written, name, types, problems) for name, written in _callbacks(selection.operations, calls)]
    event = define_event([each for each, _ in webhooks], [each for each, _ in callbacks], types)
    linked = with_links(
        [(written, operation) for written, (operation, _) in zip(selection.operations, built)], problems
    )
    types.define_other_targets()
    account = _account(spec, types, [*zip(selection.operations, built)], [*zip(hooks.operations, webhooks)], selection)
    at = Location(spec.files[0] if spec.files else "")
    servers = servers_of(spec.servers, config.servers, problems, at)
    problems += types.problems
    _refuse_errors(problems)
    unions: list[UnionOf] = []
    names = tag_names(spec.schemas, spec.schema_names)
    definitions = _with_tagging(types, names, unions)
    finished = [_finished(operation, definitions, names, unions) for operation in linked]
    # A choice for what is left out is no mistake.
    left_out = routes - {route(operation) for operation in spec.operations}
    choices = [choice for choice in config.pagination if choice.operation not in left_out]
    finished, wrong = with_pages(finished, definitions, choices, stated_pages(selection.operations))
    problems += wrong
    _refuse_errors(problems)
    events = [_finished(operation, definitions, names, unions) for operation, _ in webhooks]
    answered = [_finished(operation, definitions, names, unions) for operation, _ in callbacks]
    received = [*events, *answered]
    tagged = with_constant_tags(definitions, unions, names)
    placed = ((call.resource, each) for call, each in zip(calls, finished))
    resources, own = tree_of(placed, spec.tags, bare_tags(selection.operations))
    info = spec.infos[0] if spec.infos else loaded.Info("")
    return Api(
        title=" and ".join(dict.fromkeys(info.title for info in spec.infos)),
        description=info.description,
        resources=with_receiver(resources, event),
        operations=own,
        types=with_directions(with_xml_where_used(tagged, [*finished, *received]), finished, received, event),
        servers=servers,
        credentials=credentials,
        security=common_security(operation.security for operation in finished),
        webhooks=tuple(events),
        callbacks=tuple(answered),
        account=(*selection.entries, *account),
        problems=tuple(dict.fromkeys(problems)),
    )


def _refuse_errors(problems: list[Problem]) -> None:
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ProblemsFound(problems)


def _chosen(spec: Spec, config: ClientConfig, problems: list[Problem]) -> tuple[Spec, Selection]:
    """Give what client.yml leaves of a Spec. What is wrong with its choices goes into `problems`."""
    selection = selection_of(spec.operations, config.skip, spec.schemas, spec.schema_names, spec.problems)
    kept = replace(spec, operations=selection.operations, schemas=selection.schemas)
    kept, unasked = narrowed(kept, config.only, problems)
    if config.skip or config.only:
        # More than what the documents say decides about types.
        kept = replace(kept, components_key="")
    entries = (*unasked, *selection.entries)
    return kept, replace(selection, operations=kept.operations, schemas=kept.schemas, entries=entries)


def _event_name(written: loaded.Operation) -> str:
    return written.path.strip("/") or written.operation_id or "event"


def _callbacks(
    operations: tuple[loaded.Operation, ...], calls: tuple[Call, ...]
) -> Iterator[tuple[str, loaded.Operation]]:
    for operation, call in zip(operations, calls):
        for callback in operation.callbacks:
            for written in callback.operations:
                yield f"{'_'.join((*call.resource[-1:], call.method))}_{callback.name}", written


def _account(
    spec: Spec,
    types: TypeBuilder,
    operations: list[tuple[loaded.Operation, Built]],
    webhooks: list[tuple[loaded.Operation, Built]],
    selection: Selection,
) -> Iterator[Entry]:
    for written, (_, fates) in operations:
        yield from operation_entries(written, fates)
        for callback in written.callbacks:
            for inner in callback.operations:
                yield from operation_entries(inner, (), f"callback `{callback.name}`: received by `webhooks`")
    for written, (_, fates) in webhooks:
        yield from operation_entries(written, fates, "webhook: received by `webhooks`")
    skipped = {entry.location for entry in selection.entries if entry.kind == "schema"}
    yield from schema_entries(types.names, spec.schemas, skipped)


def _with_tagging(
    types: TypeBuilder, names: Mapping[TypeId, str], unions: list[UnionOf]
) -> dict[TypeId, TypeDefinition]:
    known = without_circles(types.types)
    change = _tagger(known, names, unions)
    return {id: definition_with_unions(definition, change) for id, definition in known.items()}


def _tagger(
    definitions: dict[TypeId, TypeDefinition], names: Mapping[TypeId, str], unions: list[UnionOf]
) -> Callable[[UnionOf], UnionOf]:
    def change(union: UnionOf) -> UnionOf:
        unions.append(completed(union, definitions, names))
        return unions[-1]

    return change


def _finished(
    operation: Operation, definitions: dict[TypeId, TypeDefinition], names: Mapping[TypeId, str], unions: list[UnionOf]
) -> Operation:
    """Complete what could not be known before all definitions were there. `unions` gathers the complete ones."""
    change = _tagger(definitions, names, unions)
    body = operation.body
    if body is not None:
        variants = tuple(replace(each, type=with_unions(each.type, change)) for each in body.variants)
        body = replace(body, variants=variants)
    answers = tuple(
        replace(answer, variants=tuple(replace(each, type=with_unions(each.type, change)) for each in answer.variants))
        for answer in operation.answers
    )
    parameters = tuple(replace(each, type=with_unions(each.type, change)) for each in operation.parameters)
    whole = with_xml_settled(replace(operation, parameters=parameters, body=body, answers=answers), definitions)
    if whole.body is None:
        return whole
    return replace(whole, body=with_flat(with_texts(whole.body, definitions), definitions))
