"""A large export comes in parts: the rows in their order, a header on each, names that tell which part each is."""

from .statement import NO_DATA


def in_parts(body: bytes, count: int) -> list[bytes]:
    """The statement cut into so many files of about as many rows each; where there are fewer rows, the last hold
    none."""
    mark = body[:3] if body.startswith(b"\xef\xbb\xbf") else b""
    header, *rows = body.removeprefix(mark).splitlines(keepends=True)
    each = -(-len(rows) // count) or 1
    pieces = [rows[number * each : (number + 1) * each] for number in range(count)]
    return [mark + header + b"".join(piece) if piece else NO_DATA for piece in pieces]


def numbered(name: str, parts: list[bytes]) -> dict[str, bytes]:
    """The files by the names of a download that numbers them."""
    stem = name.removesuffix(".csv")
    return {f"{stem}-part{number}-of{len(parts)}.csv": part for number, part in enumerate(parts, 1)}


def counted(mark: str, parts: list[bytes]) -> dict[str, bytes]:
    """The files by the names of a download that counts from 0 and says no total."""
    return {f"part-{number:05}-{mark}-c000.csv": part for number, part in enumerate(parts)}
