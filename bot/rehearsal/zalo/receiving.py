"""The methods about the bot itself and how it gets its updates: getMe, polling, the webhook."""

import ipaddress
import math
import time
from urllib.parse import urlsplit

from bot.rehearsal.zalo.call import Call, Json
from bot.rehearsal.zalo.errors import bad_request, not_found
from bot.rehearsal.zalo.updates import WEBHOOK_IS_SET
from bot.rehearsal.zalo.webhook import Target

LONGEST_POLL = 50.0


async def get_me(call: Call) -> Json:
    """getMe."""
    call.only()
    return call.bot.about()


async def get_updates(call: Call) -> Json:
    """getUpdates: one update, or 408."""
    call.only("timeout")
    if call.bot.webhook.target is not None:
        raise bad_request(WEBHOOK_IS_SET)
    try:
        patience = float(call.params.get("timeout", 30))
    except (TypeError, ValueError):
        patience = math.nan
    if not math.isfinite(patience):
        raise bad_request("timeout must be a number")
    return await call.bot.updates.poll(min(max(patience, 0.0), LONGEST_POLL))


async def set_webhook(call: Call) -> Json:
    """setWebhook; unlike Zalo it takes plain http, and the loopback alone. The address is probed, saved either way."""
    call.only("url", "secret_token")
    target = Target(call.string("url"), call.string("secret_token"))
    if not 8 <= len(target.secret) <= 256:
        raise bad_request("secret_token must have 8 to 256 characters")
    if urlsplit(target.url).scheme not in {"http", "https"} or not _on_loopback(target.url):
        raise bad_request("bad webhook: the rehearsal reaches the loopback only")
    status = await call.bot.webhook.probe(target)
    await call.bot.webhook.set(target, at=int(time.time() * 1000))
    return _about(call) | {"verification": _verified(target.url, status)}


async def delete_webhook(call: Call) -> Json:
    """deleteWebhook."""
    call.only()
    await call.bot.webhook.set(None, at=int(time.time() * 1000))
    return _about(call)


async def get_webhook_info(call: Call) -> Json:
    """getWebhookInfo: measured, it answers 404 where none is set; the documents imply an empty address."""
    call.only()
    if call.bot.webhook.target is None and call.bot.manner.no_webhook == "http404":
        raise not_found()
    return _about(call)


def _about(call: Call) -> Json:
    webhook = call.bot.webhook
    return {"url": webhook.target.url if webhook.target else "", "updated_at": webhook.updated_at}


def _verified(url: str, status: int | None) -> Json:
    if status == 200:
        return {"ok": True, "url": url, "outcome": "webhook.ok", "hint": "Your endpoint responded successfully."}
    outcome = "webhook.unreachable" if status is None else f"webhook.http.{status}"
    told = {} if status is None else {"status_code": status}
    return {"ok": False, "url": url, "outcome": outcome, "hint": "Your server rejected the request."} | told


def _on_loopback(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


METHODS = {
    "getMe": get_me,
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
