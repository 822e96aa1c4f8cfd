"""Files in a store that speaks S3, so that web servers on several machines share them."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import IO, Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from lms.core.errors import NotReady

__all__ = ["S3Store", "s3_store"]

OPTIONS = {"endpoint", "region"}
MEND = (
    "Set PEER_LMS_FILES=s3://bucket/prefix?endpoint=https://your.store&region=eu-west-2, "
    "and the keys as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
)


@dataclass(frozen=True)
class S3Store:
    """One prefix of a bucket. Whoever reads the store finds random names and nothing else."""

    client: Any
    missing: type[Exception]
    failed: type[Exception]

    def write(self, key: UUID, chunks: Iterable[bytes]) -> None:
        """Store the bytes whole or not at all: an object is there once all of it is. Raises OSError."""
        try:
            self.client.put(key.hex, b"".join(chunks), use_multipart=False)
        except self.failed as problem:
            raise OSError("the file store did not take the file") from problem

    def open(self, key: UUID) -> IO[bytes]:
        """The bytes, for reading. Raises FileNotFoundError, or OSError when the store does not answer."""
        try:
            return io.BytesIO(bytes(self.client.get(key.hex).bytes()))
        except (self.missing, FileNotFoundError):
            raise FileNotFoundError(key.hex) from None
        except self.failed as problem:
            raise OSError("the file store did not give the file") from problem

    def remove(self, key: UUID) -> None:
        """Forget the bytes; no error when they are not there."""
        try:
            self.client.delete(key.hex)
        except (self.missing, FileNotFoundError):
            return
        except self.failed as problem:
            raise OSError("the file store did not remove the file") from problem


def s3_store(address: str) -> S3Store:
    """The store at s3://bucket/prefix?endpoint=…&region=…; its keys come from the environment.

    Raises NotReady when the address cannot be used, or the extra `s3` is not installed.
    """
    parts = urlsplit(address)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if parts.scheme != "s3" or not parts.netloc or "@" in parts.netloc or not options.keys() <= OPTIONS:
        raise NotReady("PEER_LMS_FILES is not the address of a file store.", MEND)
    try:
        store, problems = import_module("obstore.store"), import_module("obstore.exceptions")
    except ImportError:
        raise NotReady("What speaks to a file store is not installed.", "Run: pip install 'peer-lms[s3]'") from None
    inner = options.get("endpoint", "").startswith("http:")
    client = store.S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        client_options={"timeout": "20s", "connect_timeout": "5s", "allow_http": inner},
        retry_config={"max_retries": 2},
        virtual_hosted_style_request="endpoint" not in options,
        **options,
    )
    return S3Store(client, problems.NotFoundError, problems.BaseError)
