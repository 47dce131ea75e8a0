"""Write statements as the exchange does, in each version of its header."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime

V1 = "UTC_Time,Account,Operation,Coin,Change,Remark"
V2 = "User_ID,UTC_Time,Account,Operation,Coin,Change,Remark"
V3 = "User ID,Time,Account,Operation,Coin,Change,Remark"
SPANISH = "Tiempo,Cuenta,Operación,Moneda,Cambio,Observación"
JAPANESE = "ユーザーID,時間,アカウント,操作,コイン,変更,備考"
NEWEST = datetime(2026, 11, 11)


def text(header: str, *lines: str) -> bytes:
    return "".join(f"{line}\n" for line in (header, *lines)).encode()


def zipped(members: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()
