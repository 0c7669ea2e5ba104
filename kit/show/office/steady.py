"""Office files without a clock in them, so that the same report gives the same bytes."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO

MOMENT = (1980, 1, 1, 0, 0, 0)
STAMP = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")
NESTED = (".xlsx",)


def steady(data: bytes, moment: datetime) -> bytes:
    """Return an office file with one moment everywhere, workbooks inside it included.

    Args:
        data: A .docx, .pptx or .xlsx file.
        moment: What its properties say; the zip itself carries the oldest date there is.
    """
    written = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for info in source.infolist():
            part = source.read(info)
            if info.filename.endswith(NESTED):
                part = steady(part, moment)
            elif info.filename == "docProps/core.xml":
                part = STAMP.sub(rb"\g<1>" + written + rb"\g<3>", part)
            kept = zipfile.ZipInfo(info.filename, MOMENT)
            kept.compress_type = zipfile.ZIP_DEFLATED
            kept.external_attr = 0o600 << 16
            target.writestr(kept, part)
    return out.getvalue()
