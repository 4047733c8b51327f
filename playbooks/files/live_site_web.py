# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A web server of live_site.yml: answers with its host name, its version, and what the database server says, as JSON.

Its arguments are the port, the version, and the URL of the database server. /health is what the load balancer asks: it
answers 503 while the file /run/site-drained is there, so that the server gets no more requests.
"""

import json
import os
import socket
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.request import urlopen

PORT, VERSION, DATABASE = int(sys.argv[1]), sys.argv[2], sys.argv[3]


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/health":
            self.answer(503 if os.path.exists("/run/site-drained") else 200, {})
            return
        try:
            with urlopen(DATABASE, timeout=5) as response:
                self.answer(200, {"host": socket.gethostname(), "version": VERSION, **json.load(response)})
        except OSError as error:
            self.answer(502, {"error": f"the database server does not answer: {error}"})

    def answer(self, status: int, document: dict) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


ThreadingHTTPServer(("", PORT), Handler).serve_forever()
