"""How MongoDB is reached."""

from datetime import timedelta
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase

DATABASE = "shutong"  # unless MONGODB_URI names another
PATIENCE = timedelta(seconds=3)  # for a server that is away: WeChat waits five for us

Database = AsyncIOMotorDatabase[dict[str, Any]]


def connect(mongodb_uri: str) -> "AsyncIOMotorClient[dict[str, Any]]":
    """The one place that makes a MongoDB client, so that Motor's end of life is a day's work."""
    patience = int(PATIENCE.total_seconds() * 1000)
    return AsyncIOMotorClient(mongodb_uri, tz_aware=True, serverSelectionTimeoutMS=patience)
