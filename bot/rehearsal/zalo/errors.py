"""The answers of Zalo's API that are not a success."""

from typing import Any


class ZaloError(Exception):
    """A call failed: its code and description. `status` is the HTTP status where it differs from the code."""

    def __init__(self, code: int, description: str, *, status: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.status = code if status is None else status

    def body(self) -> dict[str, Any]:
        """The JSON that Zalo sends with such an error."""
        return {"ok": False, "error_code": self.code, "description": self.description}


def bad_request(reason: str = "Bad request") -> ZaloError:
    """A 400."""
    return ZaloError(400, reason)


def bad_photo(reason: str) -> ZaloError:
    """A photo that Zalo can't take: told with HTTP 200 and the code 400 inside."""
    return ZaloError(400, reason, status=200)


def quota_exceeded() -> ZaloError:
    """The 429 of a burst, of the month's messages and of the people of a bot: one status for all, no pause named."""
    return ZaloError(429, "Quota exceeded")


def not_found() -> ZaloError:
    """A 404: an unknown method, or no webhook to tell of."""
    return ZaloError(404, "Not Found")


def nothing_new() -> ZaloError:
    """What an empty poll ends with."""
    return ZaloError(408, "Request timeout")
