"""The methods by which the bot gets its updates: long polling and the webhook."""

import ipaddress
import re
from typing import Any
from urllib.parse import urlsplit

from bot.rehearsal import webhook
from bot.rehearsal.call import Call
from bot.rehearsal.errors import ApiError, bad_request
from bot.rehearsal.updates import CONFLICT_WEBHOOK
from bot.rehearsal.webhook import Target

Json = dict[str, Any]
LONGEST_POLL = 50
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


async def get_updates(call: Call) -> list[Json]:
    """getUpdates; limit and timeout are brought into their bounds as the official server does."""
    if call.stage.webhook.target is not None:
        raise ApiError(409, CONFLICT_WEBHOOK)
    _allow(call)
    limit = min(max(call.params.get("limit", 100), 1), 100)
    timeout = min(max(call.params.get("timeout", 0), 0), LONGEST_POLL)
    return await call.stage.updates.poll(call.params.get("offset", 0), limit, timeout)


async def set_webhook(call: Call) -> bool:
    """setWebhook; unlike the official server it takes plain http, and the loopback alone."""
    params = call.params
    if not params.get("url"):
        return await delete_webhook(call)
    target = Target(params["url"], params.get("secret_token", ""), min(max(params.get("max_connections", 40), 1), 100))
    _check_target(target)
    if params.get("drop_pending_updates"):
        call.stage.updates.drop_all()
    _allow(call)
    call.stage.updates.interrupt("Conflict: terminated by setWebhook request")
    await call.stage.webhook.set(target)
    return True


async def delete_webhook(call: Call) -> bool:
    """deleteWebhook."""
    if call.params.get("drop_pending_updates"):
        call.stage.updates.drop_all()
    await call.stage.webhook.set(None)
    return True


async def get_webhook_info(call: Call) -> Json:
    """getWebhookInfo."""
    updates = call.stage.updates
    return webhook.info(call.stage.webhook, len(updates.waiting), updates.allowed)


def _allow(call: Call) -> None:
    """Takes over allowed_updates; not given, what was asked for before holds."""
    if "allowed_updates" in call.params:
        call.stage.updates.allowed = frozenset(call.params["allowed_updates"])


def _check_target(target: Target) -> None:
    address = urlsplit(target.url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise bad_request("invalid webhook URL specified")
    if not _is_loopback(address.hostname):
        raise bad_request("bad webhook: the rehearsal reaches the loopback only")
    if len(target.secret) > 256:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(target.secret):
        raise bad_request("secret token contains unallowed characters")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


METHODS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
