"""Which of an operation's declared answers one that came is, by status and media type; and what to say is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import media

if TYPE_CHECKING:
    from .operations import Answer


def accept_header(answers: tuple[Answer, ...]) -> str:
    """JSON first: where an operation offers several, the call's type is the first one's."""
    wanted = [answer for answer in answers if answer.status.startswith("2")] or list(
        answers
    )
    media_types = dict.fromkeys(
        media.without_charset(answer.media_type)
        for answer in wanted
        if answer.media_type
    )
    return (
        ", ".join(
            sorted(media_types, key=lambda media_type: not media.is_json(media_type))
        )
        or "*/*"
    )


def matching(answers: tuple[Answer, ...], content_type: str) -> Answer | None:
    """Pick by media type; a JSON answer also stands for a body that says nothing fitting of itself."""
    with_content = [answer for answer in answers if answer.media_type is not None]
    if content_type:
        closeness, answer = max(
            (
                (media.closeness(answer.media_type or "", content_type), answer)
                for answer in with_content
            ),
            key=lambda pair: pair[0],
            default=(0, None),
        )
        if closeness:
            return answer
    jsons = (
        answer for answer in with_content if media.is_json(answer.media_type or "")
    )
    return next(
        jsons, with_content[0] if with_content else answers[0] if answers else None
    )


def declared(answers: tuple[Answer, ...], status: int) -> tuple[Answer, ...]:
    for wanted in (str(status), f"{status // 100}XX", "default"):
        found = tuple(
            answer for answer in answers if answer.status.upper() == wanted.upper()
        )
        if found:
            return found
    return ()


def declared_for_success(
    answers: tuple[Answer, ...], status: int
) -> tuple[Answer, ...]:
    successes = tuple(answer for answer in answers if answer.status.startswith("2"))
    found = declared(successes, status)
    if found or not successes:
        return found or declared(answers, status)
    numbers = {int(answer.status) for answer in successes if answer.status.isdecimal()}
    if not numbers:
        # Only "2XX", and somebody parses the answer that an error holds.
        return successes
    nearest = min(numbers, key=lambda number: (abs(number - status), number))
    return tuple(answer for answer in successes if answer.status == str(nearest))
