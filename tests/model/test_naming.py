from __future__ import annotations

from typing import Any

import pytest

from generator.loader.spec import CodeSample, Operation, Schema, Tag
from generator.model.positions import shared_name
from generator.problems import Location, ProblemsFound
from tests.model.specs import built, calls, json_body, media, obj, operation, parameter, ref, response, schema


def name_of(each: Operation, **more: Any) -> str:
    return next(iter(calls(built(each, **more)).values()))


def sampled(route: str, *chains: str, operation_id: str | None = None) -> Operation:
    sources = tuple(CodeSample("Python", f"client = Telnyx()\nclient.{chain}(id=1)") for chain in chains)
    return operation(route, operation_id, "Voice Clones", code_samples=(CodeSample("Go", "func main() {}"), *sources))


NESTED = "subpackage_dubbing.subpackage_dubbing/resource.subpackage_dubbing/resource/speaker"
FAST_API = "update_speaker_v1_dubbing_resource__dubbing_id__speaker__speaker_id__patch"
SPEAKER = "PATCH /v1/dubbing/resource/{dubbing_id}/speaker/{speaker_id}"


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        (sampled("PATCH /voice_clones/{id}", "voice_clones.update"), "voice_clones.update"),
        (operation(SPEAKER, "update", NESTED), "dubbing.resource.speaker.update"),
        (operation(SPEAKER, FAST_API, "dubbing"), "dubbing.update_speaker"),
        (
            operation("GET /v1/agents/{id}?beta=true", "beta_get_agent_v1_agents__id__get", "agents"),
            "agents.beta_get_agent",
        ),
        (operation("GET /predictions", "5476365e031f5909e4fe331d", "predictions"), "predictions.list"),
        (operation("GET /jobs/{id}", "0f8fad5b-d9cb-469f-a165-70867728950e", "jobs"), "jobs.retrieve"),
        (operation("GET /jobs/{id}", "deadbeefdeadbeef", "jobs"), "jobs.deadbeefdeadbeef"),
        (operation("POST /2/users/{id}/following", "usersIdFollow", "Users"), "Users.follow"),
        (operation("PUT /2/lists/{id}", "listIdUpdate", "Lists"), "Lists.update"),
        (operation("GET /2/users/id/by/name", "usersIdByName", "Users"), "Users.id_by_name"),
        (operation("GET /carts/{cartId}/gifts", None, "carts/{cartId}/gifts"), "carts.gifts.list"),
        (operation("POST /transfers", "makeTransfer", "3. Transfers"), "Transfers.make"),
        (operation("POST /transfers", "makeTransfer", "2.1) Transfers"), "Transfers.make"),
        (operation("POST /multi", "answer_multi_get", "Things"), "Things.answer"),
        (operation("GET /books/{book_id}", "BooksBookIdRetrieve", "Books"), "Books.retrieve"),
        (operation("GET /books/classic", "BooksClassicListOld", "Books"), "Books.list_old"),
        (operation("PUT /books/{id}/x", "BooksIdXPutX", "Books"), "Books.put_x"),
        (operation("GET /posts/recent/", "posts_recent_retrieve", "posts"), "posts.recent_retrieve"),
        (operation("GET /api/v1/posts/", "api_v1_posts_list", "api"), "posts.list"),
        (operation("GET /api/v1/posts/{id}/", "v1_posts_retrieve", "v1"), "posts.retrieve"),
        (operation("PUT /api/v1/posts/{id}/cover/", "api_v1_posts_cover_update", "posts"), "posts.cover_update"),
        (operation("GET /health", "api_health", "api"), "api.health"),
        (operation("GET /items", "shop_api_list_items", "items", summary="List Items"), "items.list"),
        (operation("GET /items", "get_all_items", "items", summary="All Items"), "items.get_all_items"),
        (operation("GET /items", "shop_read_items", "items", summary="Read items"), "items.shop_read_items"),
        (operation("GET /pets", "get~list_pets", "pets"), "pets.list"),
        (operation("GET /costs", "budget~sums", "costs"), "costs.budget_sums"),
        (operation("POST /pets/{id}/feed", "post~zoo.feed", "pets"), "pets.feed"),
        (operation("GET /pets/{id}", "get_get_pet", "pets"), "pets.retrieve"),
        (operation("DELETE /pets/{id}", "delete_delete_pet", "pets"), "pets.delete"),
        (operation("GET /lists/{id}/members", "getListMembers", "members"), "members.get_list_members"),
        (operation("GET /pets/{id}/notes", "get_update_notes", "pets"), "pets.get_update_notes"),
        (operation("GET /queues", "getListOfQueues", "queues"), "queues.get_list"),
        (operation("GET /pets/{id}", "get/pets/{id}", "Pet"), "Pet.retrieve"),
        (operation("PUT /pets/{id}", "put/pets/{id}", "Pet"), "Pet.update"),
        (operation("POST /v1/x", "make", "A / B > C"), "A.B.C.make"),
        (operation("GET /v2/voice_clones/{id}", "getVoiceClone", "Voice Clones"), "Voice Clones.retrieve"),
        (operation("GET /v2/voice_clones", "getVoiceClones", "Voice Clones"), "Voice Clones.list"),
        (operation("POST /v2/voice_clones", "createVoiceClone", "Voice Clones"), "Voice Clones.create"),
        (
            operation("PATCH /outbound/{id}", "UpdateOutboundVoiceProfile", "Outbound Voice Profiles"),
            "Outbound Voice Profiles.update",
        ),
        (operation("DELETE /v2/voice_clones/{id}", "removeVoiceClone", "Voice Clones"), "Voice Clones.delete"),
        (operation("GET /tasks", "getTasksForProject", "Tasks"), "Tasks.get_for_project"),
        (operation("POST /x", "create-project-spend-alert", "Spend alerts"), "Spend alerts.create_project_spend_alert"),
        (operation("GET /x", "repos/get-content", "repos"), "repos.get_content"),
        (operation("GET /users", "users.list", "users"), "users.list"),
        (operation("GET /users", "UsersController_findAll", "users"), "users.find_all"),
        (operation("POST /orders/{id}/cancel", None, "Orders"), "Orders.cancel"),
        (operation("GET /orders/{id}", None, "Orders"), "Orders.retrieve"),
        (operation("GET /orders", None, "Orders"), "Orders.list"),
        (operation("POST /orders", None, "Orders"), "Orders.create"),
        (operation("PUT /orders/{id}", None, "Orders"), "Orders.update"),
        (operation("DELETE /orders/{id}", None), "orders.delete"),
        (operation("GET /orders/search", None, "Orders"), "Orders.search"),
        (operation("GET /files/{file_id}/comments", "get_files_id_comments", "Comments"), "Comments.list"),
        (operation("GET /v1/charges/{charge}", "GetChargesCharge"), "charges.retrieve"),
        (operation("GET /v1/fees/{fee}/refunds/{id}", "GetFeesFeeRefundsId"), "fees.retrieve_refund"),
        (operation("GET /v1/fees/{fee}/refunds", None), "fees.list_refunds"),
        (operation("POST /v1/accounts/{account}/people", None), "accounts.create_person"),
        (operation("DELETE /accounts/{account}/bank_accounts/{id}", None), "accounts.delete_bank_account"),
        (operation("DELETE /projects/{id}/hooks", None), "projects.delete_hooks"),
        (operation("DELETE /projects/{id}/hooks/{hook_id}", "deleteProjectsIdHooksId"), "projects.delete_hook"),
        (operation("GET /reports/{campaign_id}/clicks", "getReportsIdClicksId"), "reports.list_clicks"),
        (operation("GET /events/{year}", "getEventsByYear", "events"), "events.get_by_year"),
        (operation("GET /pets/{id}", "getPetUsingGET_1", "pets"), "pets.retrieve"),
        (operation("GET /pages/{id}", "retrieve-a-page", "Pages"), "Pages.retrieve"),
        (operation("GET /artists/{id}/albums", "get-an-artists-albums", "Artists"), "Artists.get_albums"),
        (operation("DELETE /me/albums", "remove-albums-user", "Albums"), "Albums.remove_albums_user"),
        (operation("GET /audio-analysis/{id}", "get-audio-analysis", "Tracks"), "Tracks.retrieve"),
        (operation("GET /customers/{id}", None, "Customer management"), "Customer management.retrieve"),
        (operation("GET /orders/find", None), "orders.find"),
        (operation("GET /users/{id}/people/$count", "Get.Count.people-d516", "users"), "users.$count_people"),
        (operation("GET /users/$count", "Get.Count.users-0a17", "users"), "users.$count"),
        (operation("GET /reports/devices()", "reports.usedDevices-1b6a", "reports"), "reports.used_devices"),
        (operation("GET /users/{id}/notes/search", None, "users"), "users.search"),
        (operation("POST /speech/{voice_id}", None), "speech.create"),
        (operation("GET /api/v1/models", None), "models.list"),
        (operation("OPTIONS /orders", None), "orders.options"),
        (operation("GET /", "root"), "root"),
        (operation("GET /", None), "retrieve"),
        (operation("GET /usage", "usage-embeddings", "Usage"), "Usage.embeddings"),
        (
            operation("PUT /files/{id}#add", "put_files_id#add_shared_link", "Links (Files)"),
            "Links (Files).add_shared_link",
        ),
        (operation("PUT /users/{user_id}/folders/0", None, "Transfer folders"), "Transfer folders.update"),
    ],
)
def test_an_operation_gets_its_call(each: Operation, expected: str) -> None:
    assert expected == name_of(each)


def test_a_post_to_an_item_changes_what_one_to_the_collection_creates() -> None:
    ends = ("", "/{id}", "/{id}/refunds", "/{id}/refunds/{no}")
    found = calls(built(*(operation(f"POST /v1/charges{end}", None) for end in ends)))
    names = ("create", "update", "create_refund", "update_refund")
    assert {f"POST /v1/charges{end}": f"charges.{name}" for end, name in zip(ends, names)} == found


def test_what_stands_beside_a_resource_of_that_name_says_what_it_is_about() -> None:
    other = operation("GET /audio-analysis/{id}", "get-audio-analysis", "Tracks")
    found = calls(built(other, operation("GET /tracks/{id}", "get-track", "Tracks")))
    assert {
        "GET /audio-analysis/{id}": "Tracks.retrieve_audio-analysis",
        "GET /tracks/{id}": "Tracks.retrieve",
    } == found


def test_client_yml_comes_first() -> None:
    each = sampled("PATCH /voice_clones/{id}", "voice_clones.update")
    assert "clones.edit" == name_of(each, choices={"methods": {"PATCH /voice_clones/{id}": "clones.edit"}})


@pytest.mark.parametrize(
    ("chosen", "images"),
    [
        ("files.fetch", "files.get_image"),
        ("files.get_image", "files.get_images_key"),
        ("images.get", "files.get_image"),
    ],
)
def test_a_choice_renames_no_other_operation_but_the_one_that_had_the_name(chosen: str, images: str) -> None:
    both = (operation("GET /files/{key}", "getFile", "files"), operation("GET /images/{key}", "getImage", "files"))
    assert {"GET /files/{key}": "files.retrieve", "GET /images/{key}": "files.get_image"} == calls(built(*both))
    found = calls(built(*both, choices={"methods": {"GET /files/{key}": chosen}}))
    assert {"GET /files/{key}": chosen, "GET /images/{key}": images} == found


def test_a_choice_for_no_operation_is_an_error() -> None:
    with pytest.raises(ProblemsFound, match="GET /gone"):
        built(operation("GET /a"), choices={"methods": {"GET /gone": "a.b"}})


def test_names_made_for_other_generators_are_used() -> None:
    fern = {"x-fern-sdk-group-name": ["studio", "projects"], "x-fern-sdk-method-name": "get"}
    speakeasy = {"x-speakeasy-group": "chat.beta", "x-speakeasy-name-override": "complete"}
    api = built(operation("GET /a", "x", extensions=fern), operation("GET /b", "y", extensions=speakeasy))
    assert {"GET /a": "studio.projects.get", "GET /b": "chat.beta.complete"} == calls(api)


def test_a_sample_pasted_under_a_second_operation_counts_for_the_first() -> None:
    api = built(
        sampled("PATCH /voice_clones/{id}", "voice_clones.update"),
        sampled("DELETE /voice_clones/{id}", "voice_clones.update", operation_id="deleteVoiceClone"),
    )
    assert {
        "PATCH /voice_clones/{id}": "voice_clones.update",
        "DELETE /voice_clones/{id}": "voice_clones.delete",
    } == calls(api)


def test_a_sample_that_calls_another_operation_first_is_of_its_own_call() -> None:
    both = "client = X()\nfound = client.clones.list()\nclient.clones.fetch(found.data[0].id)"
    samples = (CodeSample("python", both),)
    api = built(
        operation("GET /clones/{id}", "getClone", "Voice Clones", code_samples=samples),
        sampled("GET /clones", "clones.list"),
    )
    assert {"GET /clones/{id}": "clones.fetch", "GET /clones": "clones.list"} == calls(api)


def test_a_sample_with_a_mistake_gives_way_to_the_next_source() -> None:
    broken = CodeSample("python", "client = X(")
    assert "Tags.list" == name_of(operation("GET /tags", "listTags", "Tags", code_samples=(broken,)))


def test_the_shape_of_the_answer_tells_a_list_from_a_thing() -> None:
    def reading(of: Schema) -> str:
        schemas = {"T": of}
        answer = response("200", media("application/json", ref("T")))
        return name_of(operation("GET /settings", "getSettings", "Settings", responses=(answer,)), schemas=schemas)

    assert "Settings.list" == reading(schema("array", items=schema("string")))
    assert "Settings.list" == reading(obj(data=schema("array", items=schema("string"))))
    assert "Settings.retrieve" == reading(obj(theme=schema("string")))
    things = schema("array", items=schema("string"))
    assert "Settings.list" == reading(obj(Data=obj(Setting=things, other=things), Links=obj()))
    assert "Settings.retrieve" == reading(obj(data=obj(other=things)))


def test_a_thing_that_is_described_as_one_but_asked_for_by_page_is_a_list() -> None:
    answer = response("200", media("application/json", obj(name=schema("string"))))

    def reading(route: str, *names: str) -> str:
        parameters = tuple(parameter(name) for name in names)
        return name_of(operation(route, None, responses=(answer,), parameters=parameters))

    assert "groups.list_members" == reading("GET /groups/{id}/members", "perPage")
    assert "groups.retrieve_settings" == reading("GET /groups/{id}/settings", "fields")
    assert "groups.retrieve_member" == reading("GET /groups/{id}/members/{member}", "page")


def test_an_operation_says_what_it_is_about_where_the_resource_does_not() -> None:
    first = operation("GET /tracks/{id}", "get-track", "Tracks")
    second = operation("GET /audio-features/{id}", "get-audio-features", "Tracks")
    lines = operation("DELETE /stores/{id}/carts/{cart}/lines/{line}", None, "Shop")
    others = operation("DELETE /stores/{id}/orders/{order}/lines/{line}", None, "Shop")
    found = operation("GET /users/{id}/notes/search", None, "Shop")
    again = operation("GET /users/{id}/files/search", None, "Shop")
    expected = ("Tracks.retrieve", "Tracks.retrieve_audio-feature")
    expected += ("Shop.delete_line", "Shop.delete_line_for_order", "Shop.search", "Shop.search_files")
    assert {*expected} == {*calls(built(first, second, lines, others, found, again)).values()}


def test_of_two_equal_names_the_earlier_operation_keeps_it() -> None:
    first = operation("GET /a/{id}", "getThing", "Things")
    second = operation("GET /b/{id}", "fetch_thing", "Things")
    third = operation("GET /c/{id}", "getThing", "Things")
    assert {
        "GET /a/{id}": "Things.retrieve",
        "GET /b/{id}": "Things.fetch_thing",
        "GET /c/{id}": "Things.get_thing",
    } == calls(built(first, second, third))


def test_an_operation_whose_plain_name_is_taken_says_whose_it_is() -> None:
    first = operation("GET /memberships", None, "Memberships")
    groups = operation("GET /groups/{group_id}/memberships", "get_groups_id_memberships", "Memberships")
    users = operation("GET /v2/users/{id}/memberships", None, "Memberships")
    assert {
        "GET /memberships": "Memberships.list",
        "GET /groups/{group_id}/memberships": "Memberships.list_for_group",
        "GET /v2/users/{id}/memberships": "Memberships.list_for_user",
    } == calls(built(first, groups, users))


def test_appended_operations_rename_nothing() -> None:
    known = [
        operation("GET /things/{id}", "getThing", "Things"),
        operation("PUT /things/{id}", None, "Things"),
        operation("GET /things", None, "Things"),
    ]
    more = [
        operation("PATCH /things/{id}", None, "Things"),
        operation("GET /v2/things/{id}", "getThing", "Things"),
        operation("GET /v2/things", None, "things"),
    ]
    before, after = calls(built(*known)), calls(built(*known, *more))
    assert before == {route: after[route] for route in before}
    assert len(known) + len(more) == len(set(after.values()))


def test_a_method_gives_way_to_a_child_resource() -> None:
    api = built(
        operation("POST /render", "render", "dubbing"), operation("GET /render/{id}", "get", "dubbing / render")
    )
    assert {"POST /render": "dubbing.post_render", "GET /render/{id}": "dubbing.render.retrieve"} == calls(api)


def test_spellings_of_one_tag_are_one_resource_sorted_by_name() -> None:
    api = built(
        operation("GET /b", "listB", "b"),
        operation("GET /voices", "list", "Voice Clones"),
        operation("POST /voices", "create", "voice-clones"),
        tags=(Tag("voice-clones", description="Clones"),),
    )
    assert ["b", "Voice Clones"] == [resource.name for resource in api.resources]
    assert ["create", "list"] == [each.name for each in api.resources[1].operations]
    assert "Clones" == api.resources[1].doc.description


def test_a_tag_is_found_below_its_parent() -> None:
    assert "cards.issuing.list" == name_of(
        operation("GET /issuing", "list", "issuing"), tags=(Tag("cards"), Tag("issuing", parent="cards"))
    )


def test_inline_bodies_and_answers_are_named_by_their_call() -> None:
    inline = obj(x=schema("string"))
    each = operation(
        "PATCH /voice_clones/{id}",
        "updateVoiceClone",
        "Voice Clones",
        body=json_body(inline),
        responses=(
            response("200", media("application/json", obj(data=obj(y=schema("string"))))),
            response("404", media("application/json", obj(message=schema("string")))),
        ),
    )
    assert [
        "VoiceCloneUpdateRequest",
        "VoiceCloneUpdateResponse",
        "VoiceCloneUpdateResponseData",
        "VoiceCloneUpdateResponse404",
    ] == [definition.name for definition in built(each).types.values()]


def test_a_count_over_the_whole_document_is_no_part_of_a_name_in_another_resource() -> None:
    named = calls(
        built(
            operation("GET /pets", "findAll", "pet"),
            operation("GET /orders", "findAll_1", "order"),
            operation("GET /orders/new", "findAll_2", "order"),
            operation("GET /orders/top", "top_10", "order"),
        )
    )
    assert {"pet.find_all", "order.find_all", "order.find_all_2", "order.top_10"} == set(named.values())


def test_an_operation_that_is_counted_takes_no_name_from_another_of_its_resource() -> None:
    named = calls(built(operation("GET /pets/all", "findAll_1", "pet"), operation("GET /pets", "findAll", "pet")))
    assert {"pet.find_all_1", "pet.find_all"} == set(named.values())


def test_an_id_that_could_be_a_path_in_many_ways_is_read_at_once() -> None:
    variables = "".join(f"/{{a{number}_id}}" for number in range(60))
    assert "things.get_" in name_of(operation(f"GET {variables}", f"get{'_id' * 30}_x", "things"))


def test_a_tag_that_names_a_class_of_the_server_is_read_without_what_classes_are_called() -> None:
    named = calls(
        built(
            operation("GET /pets", "findAll", "pet-controller"),
            operation("GET /owners", "OwnerController.count", "OwnerController"),
            operation("GET /fruits", None, "Fruit Resource"),
        )
    )
    assert {"pet.find_all", "Owner.count", "Fruit.list"} == set(named.values())


def test_a_controller_that_paths_speak_of_stays_in_the_name_of_its_tag() -> None:
    named = calls(
        built(operation("GET /controllers", "list", "game-controller"), operation("GET /x", "find", "WifiController"))
    )
    assert {"game-controller.list", "WifiController.retrieve"} == set(named.values())


def test_two_tags_stay_two_resources_where_one_is_named_after_the_class_of_the_other() -> None:
    named = calls(built(operation("GET /a", "a", "pet-controller"), operation("GET /b", "b", "Pet")))
    assert {"pet-controller.a", "Pet.b"} == set(named.values())


def test_the_text_of_a_tag_that_names_a_class_is_that_of_its_resource() -> None:
    tags = (Tag("pet-controller", "", "Pets of all kinds."),)
    resources = built(operation("GET /pets", "findAll", "pet-controller"), tags=tags).resources
    assert [("pet", "Pets of all kinds.")] == [(each.name, each.doc.description) for each in resources]


def test_the_text_of_a_tag_that_names_a_class_is_not_that_of_another_tag() -> None:
    operations = (operation("GET /a", "a", "pet-controller"), operation("GET /b", "b", "pet"))
    resources = built(*operations, tags=(Tag("pet-controller", "", "The class."), Tag("pet", "", "The pet."))).resources
    assert {"pet-controller": "The class.", "pet": "The pet."} == {
        each.name: each.doc.description for each in resources
    }


@pytest.mark.parametrize("keyword", ["paths", "x-ms-paths"])
def test_what_all_operations_of_a_path_share_is_named_after_the_path(keyword: str) -> None:
    assert "PetsOpCount" == shared_name(Location("api.yml", f"/{keyword}/~1pets?op=count/parameters/0"))
