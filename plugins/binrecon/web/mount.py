"""Where Airflow shows the page: its mount, its entry in the left bar, its tabs. Every task process reads this module,
so nothing of the page itself is imported before the first request.

Rests on decision 105.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from functools import cached_property
from typing import Any

from binrecon.config.pages import PREFIX, ROUTE

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class LazyPage:
    """The page as an ASGI application, built at its first request."""

    @cached_property
    def _page(self) -> Any:
        from binrecon.web.application import page

        return page()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        await self._page(scope, receive, send)


APPLICATIONS = [{"app": LazyPage(), "url_prefix": PREFIX, "name": "binrecon"}]
_ICONS = {
    "icon": f"{PREFIX}/static/proof.svg",
    "icon_dark_mode": f"{PREFIX}/static/proof-dark.svg",
}
VIEWS: list[dict[str, Any]] = [
    {"name": "Proof", "href": f"{PREFIX}/", "destination": "nav", "url_route": ROUTE, "nav_top_level": True, **_ICONS},
    {
        "name": "Account",
        "href": f"{PREFIX}/of-dag/{{DAG_ID}}",
        "destination": "dag",
        "url_route": "proof-account",
        **_ICONS,
    },
    {
        "name": "Day",
        "href": f"{PREFIX}/of-run/{{DAG_ID}}/{{RUN_ID}}",
        "destination": "dag_run",
        "url_route": "proof-day",
        **_ICONS,
    },
]
STRIPS = [
    {
        "name": "BinreconStrip",
        "bundle_url": f"{PREFIX}/static/strip.js",
        "destination": "dashboard",
    }
]
