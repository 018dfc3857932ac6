"""What a user imports from the package's root beside its clients, and where each of it is. Text only; nothing loads.

public.py has the same names for type checkers; a test compares them.
"""

from __future__ import annotations

HOMES = {
    "clock": "Clock",
    "credential_types": "ClientCertificate Token TokenOptions",
    "encode": "to_dict to_json",
    "errors": "APIConnectionError APIError APIResponseError APIResponseValidationError APIStatusError"
    " APIStreamError APITimeoutError AuthenticationError BadRequestError ClientError ConflictError"
    " InternalServerError MissingCredentialsError NotFoundError PermissionDeniedError RateLimitError"
    " TokenError UnprocessableEntityError",
    "headers": "Headers",
    "hooks": "OutgoingRequest",
    "httpx_transport": "AsyncHttpxTransport HttpxTransport",
    "links": "Link LinkError",
    "model": "Model extra_fields from_dict is_set",
    "multipart": "FormPart",
    "options": "AsyncClientOptions CallOptions ClientOptions Timeout",
    "pages": "AsyncPage AsyncPager SyncPage",
    "pyreqwest_transport": "AsyncPyreqwestTransport PyreqwestTransport",
    "rate_limit": "RateLimit",
    "responses": "APIResponse AsyncAPIResponse ResponseHead",
    "retry_policy": "Retry RetryBudget RetryPolicy",
    "sentinels": "Omit omit",
    "signatures": "Ed25519Webhooks StandardWebhooks",
    "sse": "ServerSentEvent",
    "streaming": "AsyncStreamedResponse StreamedResponse",
    "streams": "AsyncStream Stream",
    "strict": "StrictValidationError",
    "transport": "AsyncTransport AsyncTransportResponse Transport TransportFailure TransportRequest"
    " TransportResponse",
    "unions": "UnknownVariant",
    "waiting": "WaitTimeoutError",
    "webhooks": "WebhookPayloadError WebhookVerificationError WebhookVerifier",
}
"""Module → its names, separated by spaces."""

PUBLIC = " ".join(HOMES.values())
