"""Files on public addresses, for channels that take no files."""

from __future__ import annotations

from bot.channels.base import Ready


class NoLinks:
    """Where there is no public address."""

    async def offer(self, file: Ready, *, account: str, chat: str) -> tuple[str, str] | None:
        """No address for anybody."""
        del file, account, chat
        return None
