# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The database server of live_site.yml: counts the visits in a file, and answers with their number as JSON.

Its arguments are the port and the path of the file.
"""

import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

PORT, FILE = int(sys.argv[1]), sys.argv[2]


def count_visit() -> int:
    """Add one to the number in the file, so that it is there whenever the server ends; return it."""
    visits = 1
    if os.path.exists(FILE):
        with open(FILE) as file:
            visits += int(file.read())
    with open(f"{FILE}.new", "w") as file:
        file.write(str(visits))
    os.replace(f"{FILE}.new", FILE)
    return visits


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = json.dumps({"visits": count_visit()}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


HTTPServer(("", PORT), Handler).serve_forever()
