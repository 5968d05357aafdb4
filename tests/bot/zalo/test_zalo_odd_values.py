"""Odd values in what Zalo brings: the update is stored, read, and told from the next one."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from bot.channels import zalo_parse
from handlers.messages import Incoming
from storage.inbox import Received
from storage.types import VIETNAM

LONGEST = 64


def update(**message: Any) -> dict[str, Any]:
    return {"message": {"chat": {"id": "c"}, "from": {"id": "c"}, "date": 1, "text": "x", "message_id": "m"} | message}


def stored(raw: dict[str, Any]) -> Received:
    found = zalo_parse.read(raw)
    assert found is not None
    return found


def read(raw: dict[str, Any]) -> Incoming:
    return zalo_parse.parse("zalo:1", [stored(raw).payload])


@pytest.mark.parametrize(
    "date", ["NaN", "1e400", "-1e400", "99999999999999999999", "-99999999999999", "1e17", '"1793000011000"', "null"]
)
def test_a_date_that_cannot_be_is_none(date: str) -> None:
    body = json.loads(json.dumps(update(date="here")).replace('"here"', date))
    assert read(body).sent_at == datetime.fromtimestamp(0, VIETNAM)


def test_half_characters_are_in_no_id() -> None:
    odd = update(message_id="m\ud800\x00", chat={"id": "c\udfff"}, text="a \ud800")
    found = stored(odd)
    assert (found.update_id, found.chat) == ("m\ufffd\ufffd", "c\ufffd")
    message = read(odd)
    assert (message.update_id, message.chat) == (found.update_id, found.chat)
    assert (message.text, json.loads(found.payload)["message"]["text"]) == ("a \ufffd", "a \ufffd")


def test_long_ids_that_differ_at_their_end_stay_two() -> None:
    begins = "z" * LONGEST
    ids = [stored(update(message_id=begins + end)).update_id for end in ("", "1", "2", "1")]
    chats = [stored(update(chat={"id": begins + end})).chat for end in ("", "1", "2", "1")]
    for found in (ids, chats):
        assert [len(one) for one in found] == [LONGEST] * 4
        assert [found.index(one) for one in found] == [0, 1, 2, 1]
    assert read(update(message_id=begins + "1")).update_id == ids[1]


@pytest.mark.parametrize("kind", ["unsupported", "sticker", "voice", "file", "video", "audio", "gif"])
def test_what_carries_nothing_for_us_is_answered(kind: str) -> None:
    raw = update(text=None) | {"event_name": f"message.{kind}.received"}
    assert read(raw).other == "unsupported"


def test_an_event_of_no_message_is_not_kept() -> None:
    assert zalo_parse.read(update(text=None) | {"event_name": "message.reaction.received"}) is None
