# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A visitor of live_site.yml: asks a URL again and again in the background, until it is told to stop.

Its arguments are the URL, the path of a file by whose presence it is told, and the path of the file that it writes its
summary to, as JSON: how many answers came from each host and version, and what failed.
"""

import json
import os
import sys
import time
from collections import Counter
from urllib.request import ProxyHandler, build_opener

URL, STOP, SUMMARY = sys.argv[1:]

if os.fork():
    sys.exit()
os.setsid()
for stream in range(3):
    os.dup2(os.open(os.devnull, os.O_RDWR), stream)

answers: Counter = Counter()
failures: Counter = Counter()
opener = build_opener(ProxyHandler({}))
while not os.path.exists(STOP):
    try:
        with opener.open(URL, timeout=10) as response:
            found = json.load(response)
        answers[f"{found['host']} {found['version']}"] += 1
    except (OSError, ValueError, KeyError) as error:
        failures[str(error)] += 1
    time.sleep(0.02)
with open(f"{SUMMARY}.new", "w") as file:
    json.dump({"answers": answers, "failures": failures, "requests": answers.total() + failures.total()}, file)
os.replace(f"{SUMMARY}.new", SUMMARY)
