"""The JSON bodies that the rehearsal's own interface takes, checked; what is wrong with one is told with a 400."""

import json
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

Json = dict[str, Any]
Sent = TypeVar("Sent", bound=BaseModel)


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class NewPhone(_Body):
    """POST /api/phones. `started`: the person has written to the bot before the rehearsal began."""

    name: str = Field(min_length=1)
    note: str = ""
    start: str = Field(default="", pattern="^[A-Za-z0-9_-]{0,64}$")
    username: str | None = None
    id: int | None = Field(default=None, gt=0)
    started: bool = False
    channel: Literal["telegram", "zalo"] = "telegram"
    bot: str = ""  # which Zalo bot, by its name; empty: the first


class Text(_Body):
    """POST …/text."""

    text: str = Field(min_length=1)


class TapWish(_Body):
    """POST …/tap. `force`: also where the message has no such button, or isn't there."""

    message_id: int
    data: str
    force: bool = False


class Raw(_Body):
    """POST …/raw: fields of a message, or a whole update of one kind."""

    message: Json | None = None
    update: Json | None = None


class Block(_Body):
    """POST …/block."""

    blocked: bool


class Learners(_Body):
    """POST /api/learners."""

    count: Annotated[int, Field(ge=1, le=5000)]


async def json_object(request: Request) -> Json:
    """The body as a JSON object. Raises HTTPException 400, also for text that no encoding can carry."""
    try:
        content = json.loads(await request.body())
        json.dumps(content, ensure_ascii=False).encode()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise HTTPException(400, "a JSON object in UTF-8 is needed")
    return content


async def body(request: Request, kind: type[Sent]) -> Sent:
    """The body as one of the models. Raises HTTPException 400 with every fault."""
    content = await json_object(request)
    try:
        return kind.model_validate(content)
    except ValidationError as error:
        faults = [f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors()]
        raise HTTPException(400, "; ".join(faults)) from error
