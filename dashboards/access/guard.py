"""What every answer goes through, whatever gave it: its headers, and an end to bodies that nobody reads."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboards.answers import HEADERS, refuse

LARGEST_BODY = 20_000_000
"""The largest workbook that is taken; a form is much shorter and says so itself."""


async def read_body(request: Request, longest: int) -> bytes | None:
    """The body; None where it is longer, whatever its header says."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            return None
    return bytes(body)


async def fail(request: Request, error: Exception) -> Response:
    """What is said of a fault of ours, which the log names; it stands outside the guard and has the headers itself."""
    del request, error
    response = refuse(500, "This is a fault of the server; its log says why.")
    response.headers.update(HEADERS)
    return response


class Guard:
    """Adds the headers of every answer, and refuses a body too long before its first byte is read."""

    def __init__(self, app: ASGIApp) -> None:
        """Takes what answers."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        sent = dict(scope["headers"])
        stated = sent.get(b"content-length", b"0")
        is_open = stated != b"0" or b"transfer-encoding" in sent

        async def take() -> Message:
            nonlocal is_open
            message = await receive()
            is_open = is_open and bool(message.get("more_body"))
            return message

        async def give(message: Message) -> None:
            if message["type"] == "http.response.start":
                named = {name.lower() for name, _ in message["headers"]}
                message["headers"] += [header for header in _HEADERS if header[0] not in named]
                if is_open:
                    # What is left of the body would else be taken to its end before the next request.
                    message["headers"].append((b"connection", b"close"))
            await send(message)

        is_too_long = not stated.isdigit() or int(stated[:20]) > LARGEST_BODY
        app = refuse(413, f"body: expected at most {LARGEST_BODY} bytes") if is_too_long else self.app
        await app(scope, take, give)


_HEADERS = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]
