"""A stand-in for Discord's webhook endpoint that keeps what it was sent."""

import json
import re
from email import message_from_bytes
from typing import Any

from .wire import Request, Response, json_response

WEBHOOK = re.compile(r"/api(?:/v\d+)?/webhooks/\d+/[\w-]+")
LONGEST_CONTENT = 2000


class Discord:
    """Accepts posts to webhook paths; `received` holds the payloads it accepted, in order."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []

    def handle(self, request: Request) -> Response | None:
        """None when the request is not for Discord; 204, or 400 for a text that is empty or too long."""
        if request.method != "POST" or not WEBHOOK.fullmatch(request.path):
            return None
        payload = _payload(request)
        if payload is None:
            return json_response(400, {"message": "The request body contains invalid JSON.", "code": 50109}, {})
        content = payload.get("content") or ""
        if len(content) > LONGEST_CONTENT:
            return json_response(400, {"content": ["Must be 2000 or fewer in length."]}, {})
        if not content and not payload.get("embeds"):
            return json_response(400, {"message": "Cannot send an empty message", "code": 50006}, {})
        self.received.append(payload)
        return Response(204, b"")


def _payload(request: Request) -> dict[str, Any] | None:
    """The JSON body, or the payload_json part of a multipart body."""
    kind = request.header("Content-Type") or ""
    text: Any = request.body
    if kind.startswith("multipart/"):
        parts = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + request.body).walk()
        wanted = [part for part in parts if 'name="payload_json"' in part.get("Content-Disposition", "")]
        text = wanted[0].get_payload(decode=True) if wanted else b""
    try:
        payload = json.loads(text)
    except ValueError:
        return None
    return payload if isinstance(payload, dict) else None
