"""Workshops in and out: folders of TOML and CSV, JSON files, and the schema they follow."""

from kit.exchange.folder import read_folder, write_folder
from kit.exchange.inbox import Received, Wishes, receive
from kit.exchange.json_file import published, read_json, write_json, write_json_file
from kit.exchange.schema import WORKSHOP_SCHEMA, workshop_schema
from kit.exchange.sent import is_inbox
from kit.exchange.sources import (
    is_kept,
    open_source,
    placed,
    reach,
    read_intake,
    read_snapshot,
    unread_files,
)
from kit.exchange.strategy_schema import strategy_schema

__all__ = [
    "WORKSHOP_SCHEMA",
    "Received",
    "Wishes",
    "is_inbox",
    "is_kept",
    "open_source",
    "placed",
    "published",
    "reach",
    "read_folder",
    "read_intake",
    "read_json",
    "read_snapshot",
    "receive",
    "strategy_schema",
    "unread_files",
    "workshop_schema",
    "write_folder",
    "write_json",
    "write_json_file",
]
