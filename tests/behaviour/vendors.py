"""The three operations of the vendors' documents, as the behaviour tests call them."""

from __future__ import annotations

import asyncio
import json
import sys
from dataclasses import dataclass
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ROOT / "generated"
SPECS = ROOT / "specs"

if str(GENERATED) not in sys.path:
    sys.path.insert(0, str(GENERATED))


@dataclass(frozen=True)
class Vendor:
    package: str
    class_name: str
    key_header: str
    """Header the API key travels in."""
    key_format: str
    """What that header holds, with {} for the key."""
    base_path: str = ""
    """Path of the vendor's first server."""


TELNYX = Vendor("telnyx", "Telnyx", "Authorization", "Bearer {}", "/v2")
ELEVENLABS = Vendor("elevenlabs", "ElevenLabs", "xi-api-key", "{}")


@dataclass(frozen=True)
class Call:
    """One operation with everything a test needs to know of it."""

    name: str
    vendor: Vendor
    attributes: str
    """Attributes from the client down to the method."""
    spec: str
    method: str
    path: str
    """Below the server's base path, with the ids of `ids` filled in."""
    path_of: str
    """The same with {} for the id that tests vary."""
    varied_id: str
    ids: dict[str, str]
    minimal: dict[str, Any]
    minimal_body: dict[str, Any]
    full: dict[str, Any]
    full_body: dict[str, Any]
    nullable: str
    """An argument that may be None."""
    list_argument: str
    text_argument: str
    answer: dict[str, Any]


VOICE_CLONE = Call(
    name="voice clone",
    vendor=TELNYX,
    attributes="voice_clones.update",
    spec="telnyx/voice-clones.yml",
    method="PATCH",
    path="/voice_clones/182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e",
    path_of="/voice_clones/{}",
    varied_id="id",
    ids={"id": "182bd5e5-6e1a-4fe4-a799-aa6d9a6ab26e"},
    minimal={"name": "updated-clone"},
    minimal_body={"name": "updated-clone"},
    full={"name": "updated-clone", "language": "en", "gender": "neutral"},
    full_body={"name": "updated-clone", "language": "en", "gender": "neutral"},
    nullable="",
    list_argument="",
    text_argument="name",
    answer={
        "data": {
            "record_type": "voice_clone",
            "id": "660f9511-f3ac-52e5-b827-557766551111",
            "source_voice_design_id": "550e8400-e29b-41d4-a716-446655440000",
            "source_voice_design_version": 1,
            "name": "clone-narrator",
            "language": None,
            "gender": "male",
            "label": "Speak in a warm, friendly tone",
            "created_at": "2024-01-01T00:00:00Z",
            "updated_at": "2024-01-01T00:00:00Z",
            "provider": "Telnyx",
            "provider_supported_models": ["Qwen3TTS"],
            "provider_voice_id": "660f9511-f3ac-52e5-b827-557766551111",
        }
    },
)

_PROFILE = {
    "name": "office",
    "traffic_type": "conversational",
    "service_plan": "global",
    "concurrent_call_limit": 10,
    "enabled": True,
    "tags": ["office-profile"],
    "usage_payment_method": "rate-deck",
    "whitelisted_destinations": ["US", "BR", "AU"],
    "max_destination_rate": 10,
    "daily_spend_limit": "100.00",
    "daily_spend_limit_enabled": True,
    "call_recording": {
        "call_recording_type": "by_caller_phone_number",
        "call_recording_caller_phone_numbers": ["+19705555098"],
        "call_recording_channels": "dual",
        "call_recording_format": "mp3",
    },
    "billing_group_id": "6a09cdc3-8948-47f0-aa62-74ac943d6c58",
    "calling_window": {"start_time": "08:00:00.00Z", "end_time": "20:00:00.00Z", "calls_per_cld": 5},
}
OUTBOUND_PROFILE = Call(
    name="outbound voice profile",
    vendor=TELNYX,
    attributes="outbound_voice_profiles.update",
    spec="telnyx/outbound-voice-profiles.yml",
    method="PATCH",
    path="/outbound_voice_profiles/1293384261075731499",
    path_of="/outbound_voice_profiles/{}",
    varied_id="id",
    ids={"id": "1293384261075731499"},
    minimal={"name": "office"},
    minimal_body={"name": "office"},
    full=_PROFILE,
    full_body=_PROFILE,
    nullable="billing_group_id",
    list_argument="tags",
    text_argument="name",
    answer={
        "data": {
            "id": "1293384261075731499",
            "record_type": "outbound_voice_profile",
            **_PROFILE,
            "connections_count": 12,
            "created_at": "2018-02-02T22:25:27.521Z",
            "updated_at": "2018-02-02T22:25:27.521Z",
        }
    },
)

_SPEAKER = {
    "speaker_name": "Ada",
    "voice_id": "track-clone",
    "voice_stability": 0.65,
    "voice_similarity": 1.0,
    "voice_style": 0.5,
    "languages": ["de", "fr"],
}
SPEAKER = Call(
    name="dubbing speaker",
    vendor=ELEVENLABS,
    attributes="dubbing.resource.speaker.update",
    spec="elevenlabs/dubbing.yml",
    method="PATCH",
    path="/v1/dubbing/resource/d1/speaker/s1",
    path_of="/v1/dubbing/resource/d1/speaker/{}",
    varied_id="speaker_id",
    ids={"dubbing_id": "d1", "speaker_id": "s1"},
    minimal={},
    minimal_body={},
    full=_SPEAKER,
    full_body=_SPEAKER,
    nullable="voice_id",
    list_argument="languages",
    text_argument="speaker_name",
    answer={"version": 3},
)

CALLS = (VOICE_CLONE, OUTBOUND_PROFILE, SPEAKER)


def make_client(call: Call, mode: str, base_url: str, **options: Any) -> Any:
    package = import_module(call.vendor.package)
    cls = getattr(package, ("Async" if mode == "async" else "") + call.vendor.class_name)
    options.setdefault("api_key", "key-123")
    return cls(base_url=base_url + call.vendor.base_path, **options)


def method_of(client: Any, attributes: str) -> Any:
    return reduce(getattr, attributes.split("."), client)


def invoke(
    call: Call, mode: str, base_url: str, *, client_options: dict[str, Any] | None = None, **arguments: Any
) -> Any:
    """Make the call, sync or async, with the usual ids unless `arguments` has others; close the client."""
    client = make_client(call, mode, base_url, **(client_options or {}))
    arguments = {**call.ids, **arguments}
    if mode == "sync":
        with client:
            return method_of(client, call.attributes)(**arguments)

    async def run() -> Any:
        async with client:
            return await method_of(client, call.attributes)(**arguments)

    return asyncio.run(run())


def json_answer(value: Any) -> bytes:
    return json.dumps(value).encode()
