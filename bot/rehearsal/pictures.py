"""What a photo becomes on the server: its MIME type, its pixels, a thumbnail."""

import io

from PIL import Image

from bot.rehearsal.errors import bad_request

UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError, Image.DecompressionBombWarning)
"""What Pillow raises for bytes that are no picture, or a broken or monstrous one."""

THUMBNAIL = 320
"""Pixels of the longer side of a photo's small size."""


def sizes_of(content: bytes) -> tuple[str, list[tuple[bytes, int, int]]]:
    """The MIME type, and bytes with width and height in pixels, of a thumbnail and then of the picture itself.

    Raises ApiError 400 for what is no picture, is broken, or has sides that Telegram refuses.
    """
    try:
        with Image.open(io.BytesIO(content)) as picture:
            width, height = picture.size
            if width + height > 10_000 or max(width, height) > 20 * min(width, height):
                raise bad_request("PHOTO_INVALID_DIMENSIONS")
            mime = picture.get_format_mimetype() or "image/jpeg"
            picture.thumbnail((THUMBNAIL, THUMBNAIL))
            small = io.BytesIO()
            picture.convert("RGB").save(small, "JPEG")
            return mime, [(small.getvalue(), *picture.size), (content, width, height)]
    except UNREADABLE:
        raise bad_request("IMAGE_PROCESS_FAILED") from None
