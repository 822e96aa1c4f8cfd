"""Sending a file that somebody uploaded: as its kept type, in a sandbox, in parts when asked."""

from flask import Response, abort, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from lms.core.files import SHOWN_IN_PLACE, File, FileStore, served_as

__all__ = ["file_reply"]

POLICY = "sandbox; default-src 'none'; media-src 'self'"


def file_reply(file: File, store: FileStore, *, save: bool) -> Response:
    """The file; shown in place when it is sound, a picture or a PDF and not to be saved.

    Ranges are answered, so that a recording can be wound forward. Aborts with 404 when the bytes are gone.
    """
    try:
        stream = store.open(file.id)
    except FileNotFoundError:
        abort(404)
    reply = send_file(
        stream,
        mimetype=served_as(file.media_type),
        as_attachment=save or file.media_type not in SHOWN_IN_PLACE,
        download_name=file.shown_name,
        conditional=False,
        etag=file.sha256,
    )
    reply.content_length = file.size
    reply.headers["Content-Security-Policy"] = POLICY
    reply.headers["X-Content-Type-Options"] = "nosniff"
    reply.headers["Cache-Control"] = "no-store"
    reply.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    try:
        reply.make_conditional(request.environ, accept_ranges=True, complete_length=file.size)
    except RequestedRangeNotSatisfiable:
        stream.close()
        raise
    return reply
