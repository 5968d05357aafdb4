"""One message instead of several, where a channel counts them and can't edit. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.messages import Capabilities, Menu, Reply


def merged(replies: Sequence[Reply | Menu], can: Capabilities) -> list[Reply | Menu]:
    """The replies of one answer as one, with the choices of the last that has any. Untouched where one can edit."""
    texts = [reply for reply in replies if isinstance(reply, Reply)]
    if can.edits or len(texts) < 2:
        return list(replies)
    whole = Reply(
        "\n\n".join(reply.text for reply in texts if reply.text),
        next((reply.choices for reply in reversed(texts) if reply.choices), ()),
        tuple(attachment for reply in texts for attachment in reply.attachments),
    )
    return [whole, *(reply for reply in replies if isinstance(reply, Menu))]
