"""An API that has a bit of everything, its generated client, and a server whose tokens wear out.

Each feature has tests of its own elsewhere; with this one they are used together.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from tests.behaviour.small_clients import made
from tests.loopback import Pieces, Received, Reply, Then

DOCUMENT = """\
openapi: 3.1.0
info: {title: Works, version: "1"}
servers:
  - url: https://{region}.works.example/v1
    variables: {region: {default: eu}}
security: [{login: []}]
paths:
  /jobs:
    get:
      operationId: listJobs
      tags: [jobs]
      parameters:
        - {name: cursor, in: query, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses:
        "200":
          description: Jobs.
          headers: {X-Total: {schema: {type: integer}}}
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/Job"}}
                  next_cursor: {type: [string, "null"]}
    post:
      operationId: createJob
      tags: [jobs]
      parameters:
        - {name: Idempotency-Key, in: header, required: true, schema: {type: string, format: uuid}}
      requestBody:
        required: true
        content: {application/json: {schema: {type: object, properties: {name: {type: string}}}}}
      responses:
        "201":
          description: The job.
          content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}
          links:
            getJob: {operationId: getJob, parameters: {id: $response.body#/id}}
  /jobs/search:
    post:
      operationId: searchJobs
      tags: [jobs]
      parameters:
        - {name: X-Idempotency-Key, in: header, schema: {type: string}}
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {cursor: {type: string}, text: {type: string}}}
      responses:
        "200":
          description: Jobs.
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {type: array, items: {$ref: "#/components/schemas/Job"}}
                  next_cursor: {type: [string, "null"]}
  /jobs/{id}:
    get:
      operationId: getJob
      tags: [jobs]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}}
  /jobs/{id}/events:
    get:
      operationId: watchJob
      tags: [jobs]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        "200":
          description: What happens.
          content: {text/event-stream: {schema: {$ref: "#/components/schemas/Job"}}}
  /jobs/{id}/chat:
    post:
      operationId: chatJob
      tags: [jobs]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody:
        content:
          application/json: {schema: {type: object, properties: {text: {type: string}, stream: {type: boolean}}}}
      responses:
        "200":
          description: An answer.
          content:
            application/json: {schema: {$ref: "#/components/schemas/Job"}}
            text/event-stream: {schema: {$ref: "#/components/schemas/Job"}}
  /jobs/{id}/file:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      operationId: downloadFile
      tags: [jobs]
      responses: {"200": {description: Bytes., content: {application/octet-stream: {}}}}
    put:
      operationId: uploadFile
      tags: [jobs]
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: {"200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}}}
  /vault/{id}:
    put:
      operationId: uploadVault
      tags: [jobs]
      security: [{password: []}]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      requestBody: {required: true, content: {application/octet-stream: {}}}
      responses: {"200": {description: It., content: {application/json: {schema: {$ref: "#/components/schemas/Job"}}}}}
webhooks:
  jobDone:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties: {type: {const: job.done}, job: {$ref: "#/components/schemas/Job"}}
      responses: {"200": {description: Thanks.}}
components:
  securitySchemes:
    login:
      type: oauth2
      flows: {clientCredentials: {tokenUrl: /token, scopes: {}}}
    password: {type: http, scheme: digest}
  schemas:
    Job: {type: object, required: [id], properties: {id: {type: string}, name: {type: string}}}
"""
LOGIN: dict[str, Any] = {"client_id": "me", "client_secret": "s3cret"}
CHALLENGE = 'Digest realm="works", nonce="n1", qop="auth", algorithm=SHA-256'


def make_package(folder: Path, package: str) -> Any:
    return made(folder, package, DOCUMENT)


class Works:
    """Answers as the document says; every token is good for `uses` requests, and `trouble` comes before an answer."""

    def __init__(self, uses: int = 1_000, jobs: int = 5, trouble: Mapping[str, list[Reply]] | None = None) -> None:
        self.uses = uses
        self.jobs = [{"id": f"j{number}", "name": "n" * number} for number in range(jobs)]
        self.trouble = {path: list(replies) for path, replies in (trouble or {}).items()}
        self.tokens = count(1)
        self.left: dict[str, int] = {}
        self.refused = 0

    def __call__(self, request: Received) -> Reply | Pieces:
        if request.path == "/token":
            token = f"t{next(self.tokens)}"
            self.left[f"Bearer {token}"] = self.uses
            return Reply(json={"access_token": token, "token_type": "bearer", "expires_in": 3600})
        if request.path.startswith("/vault/"):
            given = request.headers.get("authorization", "")
            if not given.startswith("Digest "):
                return Reply(401, headers={"WWW-Authenticate": CHALLENGE})
        elif not self._takes(request.headers.get("authorization", "")):
            self.refused += 1
            return Reply(401, json={"error": "expired"})
        troubles = self.trouble.get(request.path)
        return troubles.pop(0) if troubles else self._answer(request)

    def _takes(self, authorization: str) -> bool:
        left = self.left.get(authorization, 0)
        self.left[authorization] = left - 1
        return left > 0

    def _answer(self, request: Received) -> Reply | Pieces:
        match request.method, request.path.split("/")[1:]:
            case "GET", ["jobs"]:
                asked = parse_qs(request.query)
                return self._page(asked.get("cursor", ["0"])[0], int(asked.get("limit", ["2"])[0]))
            case "POST", ["jobs", "search"]:
                return self._page(dict(json.loads(request.body)).get("cursor") or "0", 2)
            case "POST", ["jobs"]:
                return Reply(201, json={"id": "new", **dict(json.loads(request.body))})
            case "GET", ["jobs", _, "events"]:
                return Pieces(tuple(b"id: %d\ndata: %s\n\n" % (at, _text(job)) for at, job in enumerate(self.jobs)))
            case "POST", ["jobs", _, "chat"]:
                if json.loads(request.body).get("stream"):
                    return Pieces((*(b"data: %s\n\n" % _text(job) for job in self.jobs), b"data: [DONE]\n\n"))
                return Reply(json={"id": "answer"})
            case "GET", ["jobs", _, "file"]:
                return Pieces((b"0123456789",) * 10, {"Content-Type": "application/octet-stream"}, Then.END)
            case "PUT", _:
                return Reply(json={"id": "put", "name": str(len(request.body))})
            case _:
                return Reply(json={"id": request.path.rpartition("/")[2]})

    def _page(self, cursor: str, limit: int) -> Reply:
        begin = int(cursor)
        end = begin + limit
        following = str(end) if end < len(self.jobs) else None
        return Reply(
            json={"data": self.jobs[begin:end], "next_cursor": following}, headers={"X-Total": str(len(self.jobs))}
        )


def _text(job: object) -> bytes:
    return json.dumps(job).encode()
