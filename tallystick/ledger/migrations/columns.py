"""Kinds of columns that the steps share."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, Text

NUMBER = BigInteger().with_variant(Integer, "sqlite")
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Compared byte by byte in every database."""
