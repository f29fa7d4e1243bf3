"""Makes DIR hold one link for each named header folder, and nothing else: header_view.py DIR FOLDER...

Exit code 1 when a folder is missing, so that the build can fall back to Meson's wraps.
"""

import os
import shutil
import sys


def main() -> int:
    view, folders = sys.argv[1], sys.argv[2:]
    if not all(os.path.isdir(folder) for folder in folders):
        return 1
    shutil.rmtree(view, ignore_errors=True)
    os.makedirs(view)
    for folder in folders:
        os.symlink(folder, os.path.join(view, os.path.basename(folder)))
    return 0


sys.exit(main())
