"""Extensions for other generators that nothing reads: what is lost without them is told."""

from __future__ import annotations

import pytest

from tests.loader.documents import HEAD, Folder, codes

ROOT = "KEY\npaths: {}\n"
STREAM = "paths: {/a: {get: {responses: {200: {description: d, content: {text/event-stream: {KEY}}}}}}}\n"
SCHEME = "paths: {}\ncomponents: {securitySchemes: {k: {type: apiKey, in: header, name: K, KEY}}}\n"


@pytest.mark.parametrize(
    ("document", "written", "hint"),
    [
        (ROOT, "x-fern-base-path: /v1", "`servers`"),
        (ROOT, "x-fern-global-headers: [{header: X-Tenant}]", "default_headers="),
        (ROOT, "x-fern-idempotency-headers: [{header: Key}]", "extra_headers="),
        (STREAM, "x-speakeasy-sse-sentinel: '[END]'", "with_streaming_response"),
        (SCHEME, "x-fern-header: {name: key, prefix: 'Token '}", "prefix"),
    ],
)
def test_what_is_lost_without_an_extension_is_told_at_its_place(
    document: str, written: str, hint: str, folder: Folder
) -> None:
    keyword = written.partition(":")[0]
    (problem,) = folder.write(openapi_yml=HEAD + document.replace("KEY", written)).spec().problems
    assert "extension-unread" == problem.code and problem.location.pointer.endswith(f"/{keyword}")
    assert f"`{keyword}` is not read" in problem.message and hint in problem.hint


@pytest.mark.parametrize(
    ("document", "written"),
    [
        (ROOT, "x-fern-global-headers: []"),
        (ROOT, "x-readme: {explorer-enabled: true}"),
        (STREAM, "x-speakeasy-sse-sentinel: '[DONE]'"),
        (SCHEME, "x-fern-header: {name: key, env: KEY}"),
    ],
)
def test_an_extension_without_which_nothing_is_lost_is_passed_over(document: str, written: str, folder: Folder) -> None:
    assert [] == codes(folder.write(openapi_yml=HEAD + document.replace("KEY", written)).spec().problems)
