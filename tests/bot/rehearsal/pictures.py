"""Pictures made for a test."""

import io

from PIL import Image


def picture(width: int, height: int, kind: str = "JPEG") -> bytes:
    """A plain picture of this size in pixels."""
    written = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(written, kind)
    return written.getvalue()
