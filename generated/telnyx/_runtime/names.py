"""What a user imports from the package's root beside its clients, and where each of it is. Text only; nothing loads.

public.py has the same names for type checkers; a test compares them.
"""

from __future__ import annotations

HOMES = {
    "clock": "Clock",
    "encode": "to_dict to_json",
    "errors": "APIConnectionError APIError APIResponseError APIResponseValidationError APIStatusError APITimeoutError"
    " AuthenticationError BadRequestError ClientError ConflictError InternalServerError MissingCredentialsError"
    " NotFoundError PermissionDeniedError RateLimitError UnprocessableEntityError",
    "headers": "Headers",
    "hooks": "OutgoingRequest",
    "httpx_transport": "AsyncHttpxTransport HttpxTransport",
    "model": "Model extra_fields from_dict is_set",
    "options": "AsyncClientOptions CallOptions ClientOptions Timeout",
    "pyreqwest_transport": "AsyncPyreqwestTransport PyreqwestTransport",
    "rate_limit": "RateLimit",
    "responses": "APIResponse AsyncAPIResponse ResponseHead",
    "retry_policy": "Retry RetryBudget RetryPolicy",
    "sentinels": "Omit omit",
    "streaming": "AsyncStreamedResponse StreamedResponse",
    "strict": "StrictValidationError",
    "transport": "AsyncTransport AsyncTransportResponse Transport TransportFailure TransportRequest TransportResponse",
    "unions": "UnknownVariant",
}
"""Module → its names, separated by spaces."""

PUBLIC = " ".join(HOMES.values())
