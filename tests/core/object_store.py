"""A little store that speaks S3 on this machine: PUT, GET, the POST that deletes, and only for whoever signs as AWS prescribes."""

import hashlib
import hmac
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

ACCESS, SECRET = "access-of-the-test", "secret-of-the-test"
SIGNED = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d+)/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)"
)


class Shelf(BaseHTTPRequestHandler):
    """One object per path, in memory."""

    kept: dict[str, bytes]
    down = False

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.allowed(body):
            self.kept[self.place()] = body
            self.answer(200, ETag='"x"')

    def do_GET(self) -> None:
        if self.allowed():
            found = self.kept.get(self.place())
            self.answer(404 if found is None else 200, found or b"<Error><Code>NoSuchKey</Code></Error>", ETag='"x"')

    def do_POST(self) -> None:
        """Several at once, as clients remove nowadays."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.allowed(body):
            keys = re.findall(r"<Key>(.*?)</Key>", body.decode())
            for key in keys:
                self.kept.pop(f"{self.place()}/{key}", None)
            gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
            self.answer(200, f"<DeleteResult>{gone}</DeleteResult>".encode())

    def place(self) -> str:
        return urlsplit(self.path).path

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {
            **headers,
            "Content-Length": str(len(body)),
            "Last-Modified": "Wed, 21 Oct 2026 07:28:00 GMT",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def allowed(self, body: bytes = b"") -> bool:
        """Whether the request is signed with our secret, its body included; else it is answered here."""
        if self.down:
            self.answer(400, b"<Error><Code>Down</Code></Error>")
            return False
        found = SIGNED.match(self.headers.get("Authorization", ""))
        if found and found[1] == ACCESS and hmac.compare_digest(found[5], self.signature(found)) and self.told(body):
            return True
        self.answer(403, b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
        return False

    def told(self, body: bytes) -> bool:
        said = self.headers.get("x-amz-content-sha256", "")
        return said in {"UNSIGNED-PAYLOAD", hashlib.sha256(body).hexdigest()}

    def signature(self, found: re.Match[str]) -> str:
        names = found[4].split(";")
        headers = "".join(f"{name}:{' '.join(self.headers.get(name, '').split())}\n" for name in names)
        parts = urlsplit(self.path)
        query = f"{parts.query}=" if parts.query and "=" not in parts.query else parts.query
        asked = "\n".join([self.command, parts.path, query, headers, found[4], self.headers["x-amz-content-sha256"]])
        scope = f"{found[2]}/{found[3]}/s3/aws4_request"
        text = "\n".join(
            ["AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, hashlib.sha256(asked.encode()).hexdigest()]
        )
        key = f"AWS4{SECRET}".encode()
        for part in (found[2], found[3], "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.new(key, text.encode(), "sha256").hexdigest()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""


@contextmanager
def object_store() -> Iterator[tuple[str, type[Shelf]]]:
    """A store on a free port; yields its address and its shelf."""
    shelf = type("OneShelf", (Shelf,), {"kept": {}})
    server = ThreadingHTTPServer(("127.0.0.1", 0), shelf)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", shelf
    finally:
        server.shutdown()
        thread.join(5)
        server.server_close()
