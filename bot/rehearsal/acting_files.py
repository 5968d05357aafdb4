"""Small real files that acting learners hand in, made on the spot: a photo, a PDF, a Word document."""

import io
import zipfile

from PIL import Image, ImageDraw


def photo(words: str, *, colour: str = "beige") -> bytes:
    """A JPEG of a sheet of paper with these words on it."""
    sheet = Image.new("RGB", (600, 800), colour)
    ImageDraw.Draw(sheet).multiline_text((40, 40), words.encode("ascii", "replace").decode(), fill="black")
    kept = io.BytesIO()
    sheet.save(kept, "JPEG", quality=70)
    return kept.getvalue()


def pdf(words: str) -> bytes:
    """A PDF of one page. Its built-in font has no Vietnamese, so other letters are shown as question marks."""
    shown = words.encode("ascii", "replace").decode().translate({ord(mark): None for mark in "()\\\n"})
    drawn = f"BT /F1 12 Tf 60 780 Td ({shown[:90]}) Tj ET".encode()
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    )
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(body))
    return body + head + table + tail


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def word(words: str) -> bytes:
    """A Word document of one paragraph."""
    safe = words.replace("&", "&amp;").replace("<", "&lt;")
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_DOCUMENT}" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{_WORD}"><w:body><w:p><w:r><w:t>{safe}</w:t></w:r></w:p>'
        "</w:body></w:document>",
    }
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return kept.getvalue()
