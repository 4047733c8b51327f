# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal as HTTP Archive 1.2 (http://www.softwareishard.com/blog/har-12-spec/), which browsers open."""

from __future__ import annotations

from datetime import datetime, timezone
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

XML = "application/xml"


def archive(endpoint: str, entries: list[dict[str, Any]]) -> dict[str, Any]:
    """The archive of entries of the journal, whose bodies have no secrets."""
    creator = {"name": "classic.azure emulator", "version": ""}
    return {"log": {"version": "1.2", "creator": creator, "entries": [_entry(endpoint, entry) for entry in entries]}}


def _entry(endpoint: str, entry: dict[str, Any]) -> dict[str, Any]:
    request, response = entry["request"] or "", entry["response"] or ""
    query = f"?{urlencode(entry['query'])}" if entry["query"] else ""
    headers = [{"name": "x-ms-version", "value": entry["version"]}] if entry["version"] else []
    posted = {"postData": {"mimeType": XML, "text": request}} if request else {}
    return {
        "startedDateTime": datetime.fromtimestamp(entry["time"], timezone.utc).isoformat(),
        "time": entry["milliseconds"],
        "request": {
            **_message(request),
            "method": entry["method"],
            "url": f"{endpoint}/{entry['subscription']}{entry['path']}{query}",
            "headers": headers,
            "queryString": [{"name": name, "value": value} for name, value in entry["query"].items()],
            **posted,
        },
        "response": {
            **_message(response),
            "status": entry["status"],
            "statusText": HTTPStatus(entry["status"]).phrase if entry["status"] in set(HTTPStatus) else "",
            "headers": [{"name": "x-ms-request-id", "value": entry["operation_id"]}],
            "content": {"size": len(response.encode()), "mimeType": XML, "text": response},
            "redirectURL": "",
        },
        "cache": {},
        "timings": {"send": 0, "wait": entry["milliseconds"], "receive": 0},
        "comment": "; ".join(filter(None, [entry["operation"], entry["fault"], entry["reason"], *entry["drops"]])),
    }


def _message(body: str) -> dict[str, Any]:
    return {"httpVersion": "HTTP/1.1", "cookies": [], "headersSize": -1, "bodySize": len(body.encode())}
