"""Raw calls of the Bot API, as a test writes them."""

from dataclasses import dataclass
from typing import Any

import aiohttp

TOKEN = "664001:rehearsal-token-of-thirty-five-chars"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: HTTP status, and result or description."""

    status: int
    said: Any


@dataclass(frozen=True, slots=True)
class BotApi:
    """Calls methods as a bot with this token would."""

    base_url: str
    session: aiohttp.ClientSession
    token: str = TOKEN

    async def __call__(self, method: str, **params: Any) -> Answer:
        """A call with a JSON body."""
        return await self.sends(method, json=params)

    async def sends(self, method: str, **content: Any) -> Answer:
        """A call with any body."""
        async with self.session.post(f"{self.base_url}/bot{self.token}/{method}", **content) as answer:
            body = await answer.json()
            assert body["ok"] is (answer.status == 200)
            assert body.get("error_code", 200) == answer.status
            return Answer(answer.status, body["result"] if body["ok"] else body["description"])

    async def result(self, method: str, **params: Any) -> Any:
        """The result of a call that must succeed."""
        answer = await self(method, **params)
        assert answer.status == 200, answer
        return answer.said
