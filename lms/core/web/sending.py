"""Sending a file that somebody uploaded: as its kept type, in a sandbox, in parts when asked."""

from flask import Response, abort, g, request, send_file
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import wrap_file

from lms.core.files import SHOWN_IN_PLACE, File, FileStore, opener_of, served_as

__all__ = ["file_reply"]

POLICY = "sandbox; default-src 'none'; media-src 'self'"
AT_ONCE = 64 * 1024  # as much as is closed together
PARTIAL_CONTENT = 206


def file_reply(file: File, store: FileStore, *, save: bool) -> Response:
    """The file; shown in place when it is sound, a picture or a PDF and not to be saved.

    Ranges are answered, so that a recording can be wound forward; a player asks for many, which are one look. Aborts
    with 404 when the bytes are gone, or nobody can open them any more. Raises SealBroken.
    """
    try:
        stream = opener_of(file).open(store)
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
    reply.response = wrap_file(request.environ, stream, AT_ONCE)
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
    g.lms_in_parts = reply.status_code == PARTIAL_CONTENT
    return reply
