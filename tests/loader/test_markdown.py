from __future__ import annotations

from generator.loader.markdown import documents_in
from tests.loader.documents import Folder, places

PAGE = """\
# Pets

---
a page, with a tab:	here

```python
openapi = 3
```

~~~~yaml /openapi/pets.yml get /pets
openapi: 3.1.0
info: {title: Pets, version: "1"}
security: [{bearer: []}]
paths:
  /pets:
    get:
      description: |
        ```yaml
        openapi: not this one
        ```
      responses: {}
~~~~

```json
{"pets": []}
```
"""


def test_the_fence_with_the_document_is_read(folder: Folder) -> None:
    spec = folder.write(page_md=PAGE).spec()
    assert [operation.path for operation in spec.operations] == ["/pets"]
    assert spec.operations[0].description == "```yaml\nopenapi: not this one\n```\n"


def test_lines_are_those_of_the_page(folder: Folder) -> None:
    loaded = folder.write(page_md=PAGE).load()
    (problem,) = loaded.spec.problems
    assert places((problem,)) == [("security-scheme-undefined", "page.md", 13, 13)]
    assert loaded.sources.excerpt(problem.location) == "security: [{bearer: []}]"


def test_syntax_errors_are_located_in_the_page(folder: Folder) -> None:
    assert places(folder.write(page_md="# A\n\n```yaml\nopenapi: 3.1.0\npaths: [\n```\n").errors()) == [
        ("yaml-syntax", "page.md", 6, 1)
    ]


def test_a_json_fence_is_read(folder: Folder) -> None:
    page = '# A\n\n```json\n{"openapi": "3.0.0",\n "paths": {"/a": {"get": {"responses": 1}}}}\n```\n'
    assert places(folder.write(page_md=page).errors()) == [("wrong-type", "page.md", 5, 27)]


def test_an_indented_fence_is_read(folder: Folder) -> None:
    spec = folder.write(
        page_md="- a list\n\n  ```yml\n  openapi: 3.1.0\n  info: {title: T, version: '1'}\n  paths: {}\n  ```\n"
    ).spec()
    assert spec.infos[0].title == "T"


def test_a_page_without_a_document_is_an_error(folder: Folder) -> None:
    errors = folder.write(page_md="# A\n\n```yaml\ninfo: {openapi: 3.1.0}\n```\n").errors()
    assert places(errors) == [("markdown-no-document", "page.md", 1, 1)]


def test_a_page_with_several_documents_is_an_error_that_names_all(folder: Folder) -> None:
    (problem,) = folder.write(page_md="```yaml\nopenapi: 3.1.0\n```\n\n```yaml\nswagger: '2.0'\n```\n").errors()
    assert places((problem,)) == [("markdown-several-documents", "page.md", 5, 1)]
    assert [place.line for place in problem.related] == [1]


def test_a_fence_is_closed_by_one_as_long_and_may_end_with_the_page() -> None:
    (fence,) = documents_in("`````yaml\nopenapi: 3.1.0\n```\nx: 1\n````` ")
    assert fence.content == "openapi: 3.1.0\n```\nx: 1\n"
    (open_fence,) = documents_in("```yaml\nopenapi: 3.1.0")
    assert open_fence.content == "openapi: 3.1.0"
