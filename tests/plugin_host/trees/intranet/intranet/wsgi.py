"""The intranet as it is served: `flask --app intranet.wsgi run`."""

import os
from pathlib import Path

from intranet import create_app
from lms import PeerLMS

FOLDER = Path(os.environ["INTRANET_FOLDER"])

app = create_app(FOLDER, PeerLMS(url_prefix="/training").init_app, PEER_LMS_DATA_DIR=FOLDER / "training")
