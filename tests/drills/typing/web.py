"""The site as a process of its own, to be killed: `python -m drills.typing.web PORT`, settings from the environment."""

import sys

from werkzeug.serving import make_server

from lms import create_app

if __name__ == "__main__":
    make_server("127.0.0.1", int(sys.argv[1]), create_app(), threaded=True).serve_forever()
