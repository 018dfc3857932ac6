"""One logger per client, named like its package; <PREFIX>_LOG=debug or info turns it on.

info    telnyx: PATCH https://api.telnyx.com/v2/voice_clones/x → 200 in 0.123 s
debug   the same, and the headers of request and answer; secrets are shown as ***
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

from .headers import shown

if TYPE_CHECKING:
    from .responses import ResponseHead
    from .transport import TransportFailure, TransportRequest

_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_FORMAT = "[%(asctime)s] %(name)s: %(message)s"


def logger_of(package: str, env_prefix: str) -> logging.Logger:
    """Give a client's logger, and set up what the environment asks for and the application has not set up."""
    logger = logging.getLogger(package)
    level = _LEVELS.get(os.environ.get(f"{env_prefix}_LOG", "").strip().lower())
    if level is not None and not (logger.handlers and logger.level):
        # Where the application's own handlers print it, ours would print it twice.
        if not logger.hasHandlers():
            handler = logging.StreamHandler()
            handler.setFormatter(logging.Formatter(_FORMAT))
            logger.addHandler(handler)
        logger.setLevel(level)
    return logger


def log_answer(
    logger: logging.Logger, request: TransportRequest, head: ResponseHead
) -> None:
    if not logger.isEnabledFor(logging.INFO):
        return
    seconds = head.elapsed.total_seconds()
    logger.info(
        "%s %s → %d in %.3f s",
        request.method,
        request.told_url,
        head.status_code,
        seconds,
    )
    if logger.isEnabledFor(logging.DEBUG):
        secrets = request.secret_headers, request.secret_query
        logger.debug("request headers: %s", shown(request.headers, *secrets))
        logger.debug("answer headers: %s", shown(head.headers.items(), *secrets))


def log_failure(
    logger: logging.Logger, request: TransportRequest, failure: TransportFailure
) -> None:
    logger.info("%s %s → no answer: %s", request.method, request.told_url, failure)


def log_refusal(logger: logging.Logger, request: TransportRequest) -> None:
    logger.info(
        "%s %s: sent again with another proof", request.method, request.told_url
    )


def log_retry(
    logger: logging.Logger, request: TransportRequest, attempt: int, wait: float
) -> None:
    logger.info(
        "%s %s: retry %d in %.3f s", request.method, request.told_url, attempt, wait
    )


def log_no_budget(logger: logging.Logger, request: TransportRequest) -> None:
    logger.info(
        "%s %s: no retry, the budget is spent", request.method, request.told_url
    )
