"""Tables of the hash chain and of what was archived with its links."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from binrecon.storage.tables.declared import NOW, Base, key, moment


class HashLink(Base):
    """A link of the chain over evidence, verdicts and log: digests rows of one table and names the link before it."""

    __tablename__ = "binance_hash_chain"
    id: Mapped[int] = key()
    table_name: Mapped[str] = mapped_column(Text, nullable=False)
    row_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), nullable=False)
    digest: Mapped[str] = mapped_column(Text, nullable=False)
    previous: Mapped[str] = mapped_column(Text, nullable=False)
    link: Mapped[str] = mapped_column(Text, nullable=False)
    sealed_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        UniqueConstraint("previous"),
        Index(None, "table_name", "id"),
        Index("ix_binance_hash_chain_last_row", "table_name", text("(row_ids[cardinality(row_ids)])"), "id"),
    )


class Archive(Base):
    """A month of a raw table that lies in a folder of archives and no longer here."""

    __tablename__ = "binance_archives"
    id: Mapped[int] = key()
    folder: Mapped[str] = mapped_column(Text, nullable=False)
    month: Mapped[date] = mapped_column(Date, nullable=False)
    table_name: Mapped[str] = mapped_column(Text, nullable=False)
    rows: Mapped[int] = mapped_column(BigInteger, nullable=False)
    first_id: Mapped[int] = mapped_column(BigInteger, nullable=False)
    last_id: Mapped[int] = mapped_column(BigInteger, nullable=False)
    file_sha256: Mapped[str] = mapped_column(Text, nullable=False)
    manifest_sha256: Mapped[str] = mapped_column(Text, nullable=False)
    author: Mapped[str] = mapped_column(Text, nullable=False)
    archived_at: Mapped[datetime] = moment(server_default=NOW)
    __table_args__ = (
        UniqueConstraint("month", "table_name"),
        CheckConstraint("extract(day FROM month) = 1", name="month"),
        CheckConstraint("rows > 0 AND first_id <= last_id", name="rows"),
        CheckConstraint("btrim(author) <> ''", name="author_given"),
    )
