"""The pace: thirty a second overall, a burst and then one a second for each chat."""

from bot.rehearsal.faults import Faults
from bot.rehearsal.limits import Limits, Pace
from bot.rehearsal.phone import Phone
from bot.rehearsal.server import Rehearsal
from tests.bot.rehearsal.calling import Answer, BotApi
from tests.bot.rehearsal.seconds import Seconds


def test_thirty_in_any_second_overall() -> None:
    now = Seconds()
    limits = Limits(Pace(overall=30), now)
    assert [limits.wait(chat) for chat in range(32)] == [0] * 30 + [1, 1]
    now.at += 0.99
    assert limits.wait(99) == 1
    now.at += 0.01
    assert [limits.wait(chat) for chat in range(100, 131)] == [0] * 30 + [1]


def test_a_chat_has_a_burst_and_then_one_a_second() -> None:
    now = Seconds()
    limits = Limits(Pace(chat_burst=5, chat_rate=1), now)
    assert [limits.wait(1) for _ in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    assert limits.wait(2) == 0
    now.at += 1
    assert [limits.wait(1), limits.wait(1)] == [0, 1]
    now.at += 60
    assert [limits.wait(1) for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_an_album_counts_as_its_messages_and_can_always_be_sent_in_the_end() -> None:
    now = Seconds()
    limits = Limits(Pace(chat_burst=5, chat_rate=1), now)
    assert limits.wait(1, 10) == 0
    assert limits.wait(1) == 6
    now.at += 6
    assert limits.wait(1) == 0


async def test_the_server_says_how_long_to_wait(rehearsal: Rehearsal, api: BotApi, phone: Phone) -> None:
    rehearsal.limits.now = Seconds()
    answers = [await api("sendMessage", chat_id=phone.id, text=str(number)) for number in range(6)]
    assert [answer.status for answer in answers] == [200] * 5 + [429]
    assert answers[-1] == Answer(429, "Too Many Requests: retry after 1")
    url = f"{api.base_url}/bot{api.token}/sendMessage"
    async with api.session.post(url, json={"chat_id": phone.id, "text": "a"}) as answer:
        assert (await answer.json())["parameters"] == {"retry_after": 1}
    rehearsal.faults = Faults(rate_limits=False)
    assert (await api("sendMessage", chat_id=phone.id, text="a")).status == 200
