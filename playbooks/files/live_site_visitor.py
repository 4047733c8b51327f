# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A visitor of live_site.yml: asks a URL again and again until a file is there, and prints a summary as JSON.

Its arguments are the URL and the path of the file. The summary has how many answers came from each host and version,
and what failed.
"""

import json
import os
import sys
import time
from collections import Counter
from urllib.request import ProxyHandler, build_opener

URL, FILE = sys.argv[1], sys.argv[2]

answers: Counter = Counter()
failures: Counter = Counter()
opener = build_opener(ProxyHandler({}))
while not os.path.exists(FILE):
    try:
        with opener.open(URL, timeout=10) as response:
            found = json.load(response)
        answers[f"{found['host']} {found['version']}"] += 1
    except (OSError, ValueError, KeyError) as error:
        failures[str(error)] += 1
    time.sleep(0.02)
print(json.dumps({"answers": answers, "failures": failures, "requests": answers.total() + failures.total()}))
