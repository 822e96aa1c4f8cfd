"""The process that opens a stranger's picture: from standard input to standard output, and nowhere else."""

import io
import resource
import sys

MOST_POINTS = 30_000_000
LONGEST_SIDE = 2560
MEGABYTE = 1024 * 1024
LIMITS = (
    (resource.RLIMIT_AS, 400 * MEGABYTE),
    (resource.RLIMIT_CPU, 8),
    (resource.RLIMIT_FSIZE, 0),
    (resource.RLIMIT_CORE, 0),
)
TOO_LARGE, NOT_A_PICTURE = 3, 4


def main() -> int:
    """Read, look at the size before anything is unpacked, and write the picture again."""
    for what, most in LIMITS:
        resource.setrlimit(what, (most, most))
    from PIL import Image, ImageOps  # noqa: PLC0415 - only once the limits stand

    kind = sys.argv[1]
    try:
        with Image.open(io.BytesIO(sys.stdin.buffer.read()), formats=[kind]) as found:
            if found.width * found.height > MOST_POINTS:
                return TOO_LARGE
            found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is unpacked no larger than it will be
            found.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(found)
            plain = upright.convert("RGBA" if kind == "PNG" and upright.has_transparency_data else "RGB")
    except Exception:
        return NOT_A_PICTURE
    plain.info.clear()
    kept = io.BytesIO()
    plain.save(kept, kind, **({"quality": 85} if kind == "JPEG" else {"compress_level": 3}))
    sys.stdout.buffer.write(kept.getvalue())
    return 0


if __name__ == "__main__":
    sys.exit(main())
