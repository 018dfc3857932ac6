"""Everything a user imports from the package's root beside its clients.

For type checkers it imports all of it; at run time a name loads the module it is in, and no other. names.py says which.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .lazy import lazy_exports
from .names import HOMES

if TYPE_CHECKING:
    from .clock import Clock as Clock
    from .credential_types import ClientCertificate as ClientCertificate
    from .credential_types import Token as Token
    from .credential_types import TokenOptions as TokenOptions
    from .encode import to_dict as to_dict
    from .encode import to_json as to_json
    from .errors import APIConnectionError as APIConnectionError
    from .errors import APIError as APIError
    from .errors import APIResponseError as APIResponseError
    from .errors import APIResponseValidationError as APIResponseValidationError
    from .errors import APIStatusError as APIStatusError
    from .errors import APIStreamError as APIStreamError
    from .errors import APITimeoutError as APITimeoutError
    from .errors import AuthenticationError as AuthenticationError
    from .errors import BadRequestError as BadRequestError
    from .errors import ClientError as ClientError
    from .errors import ConflictError as ConflictError
    from .errors import InternalServerError as InternalServerError
    from .errors import MissingCredentialsError as MissingCredentialsError
    from .errors import NotFoundError as NotFoundError
    from .errors import PermissionDeniedError as PermissionDeniedError
    from .errors import RateLimitError as RateLimitError
    from .errors import TokenError as TokenError
    from .errors import UnprocessableEntityError as UnprocessableEntityError
    from .headers import Headers as Headers
    from .hooks import OutgoingRequest as OutgoingRequest
    from .httpx_transport import AsyncHttpxTransport as AsyncHttpxTransport
    from .httpx_transport import HttpxTransport as HttpxTransport
    from .links import Link as Link
    from .links import LinkError as LinkError
    from .model import Model as Model
    from .model import extra_fields as extra_fields
    from .model import from_dict as from_dict
    from .model import is_set as is_set
    from .multipart import FormPart as FormPart
    from .options import AsyncClientOptions as AsyncClientOptions
    from .options import CallOptions as CallOptions
    from .options import ClientOptions as ClientOptions
    from .options import Timeout as Timeout
    from .pages import AsyncPage as AsyncPage
    from .pages import AsyncPager as AsyncPager
    from .pages import SyncPage as SyncPage
    from .pyreqwest_transport import AsyncPyreqwestTransport as AsyncPyreqwestTransport
    from .pyreqwest_transport import PyreqwestTransport as PyreqwestTransport
    from .rate_limit import RateLimit as RateLimit
    from .responses import APIResponse as APIResponse
    from .responses import AsyncAPIResponse as AsyncAPIResponse
    from .responses import ResponseHead as ResponseHead
    from .retry_policy import Retry as Retry
    from .retry_policy import RetryBudget as RetryBudget
    from .retry_policy import RetryPolicy as RetryPolicy
    from .sentinels import Omit as Omit
    from .sentinels import omit as omit
    from .signatures import Ed25519Webhooks as Ed25519Webhooks
    from .signatures import StandardWebhooks as StandardWebhooks
    from .sse import ServerSentEvent as ServerSentEvent
    from .streaming import AsyncStreamedResponse as AsyncStreamedResponse
    from .streaming import StreamedResponse as StreamedResponse
    from .streams import AsyncStream as AsyncStream
    from .streams import Stream as Stream
    from .strict import StrictValidationError as StrictValidationError
    from .transport import AsyncTransport as AsyncTransport
    from .transport import AsyncTransportResponse as AsyncTransportResponse
    from .transport import Transport as Transport
    from .transport import TransportFailure as TransportFailure
    from .transport import TransportRequest as TransportRequest
    from .transport import TransportResponse as TransportResponse
    from .unions import UnknownVariant as UnknownVariant
    from .waiting import WaitTimeoutError as WaitTimeoutError
    from .webhooks import WebhookPayloadError as WebhookPayloadError
    from .webhooks import WebhookVerificationError as WebhookVerificationError
    from .webhooks import WebhookVerifier as WebhookVerifier

__all__ = [
    "APIConnectionError",
    "APIError",
    "APIResponse",
    "APIResponseError",
    "APIResponseValidationError",
    "APIStatusError",
    "APIStreamError",
    "APITimeoutError",
    "AsyncAPIResponse",
    "AsyncClientOptions",
    "AsyncHttpxTransport",
    "AsyncPage",
    "AsyncPager",
    "AsyncPyreqwestTransport",
    "AsyncStream",
    "AsyncStreamedResponse",
    "AsyncTransport",
    "AsyncTransportResponse",
    "AuthenticationError",
    "BadRequestError",
    "CallOptions",
    "ClientCertificate",
    "ClientError",
    "ClientOptions",
    "Clock",
    "ConflictError",
    "Ed25519Webhooks",
    "FormPart",
    "Headers",
    "HttpxTransport",
    "InternalServerError",
    "Link",
    "LinkError",
    "MissingCredentialsError",
    "Model",
    "NotFoundError",
    "Omit",
    "OutgoingRequest",
    "PermissionDeniedError",
    "PyreqwestTransport",
    "RateLimit",
    "RateLimitError",
    "ResponseHead",
    "Retry",
    "RetryBudget",
    "RetryPolicy",
    "ServerSentEvent",
    "StandardWebhooks",
    "Stream",
    "StreamedResponse",
    "StrictValidationError",
    "SyncPage",
    "Timeout",
    "Token",
    "TokenError",
    "TokenOptions",
    "Transport",
    "TransportFailure",
    "TransportRequest",
    "TransportResponse",
    "UnknownVariant",
    "UnprocessableEntityError",
    "WaitTimeoutError",
    "WebhookPayloadError",
    "WebhookVerificationError",
    "WebhookVerifier",
    "extra_fields",
    "from_dict",
    "is_set",
    "omit",
    "to_dict",
    "to_json",
]

__getattr__, __dir__ = lazy_exports(__name__.rpartition(".")[0], HOMES)
