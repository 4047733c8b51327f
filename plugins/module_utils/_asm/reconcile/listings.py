# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that have no address each: what is only listed, and what there is just one of."""

from __future__ import annotations

from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.codecs import Reader
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.requests import Values


class ListOnlyResource(Resource):
    """A list that the service publishes whole, without a request for a single entry."""

    def read(self, client: Reader, want: Values) -> Values | None:
        codec = self.field[self.key].codec
        return next(
            (item for item in self.read_all(client, want) if codec.matches(item[self.key], want[self.key])), None
        )


class Singleton(Resource):
    """Something of which there is just one below its parents."""

    def read(self, client: Reader, want: Values) -> Values | None:
        response = client.get(self.collection(want), f"Get{self.root}")
        return None if response is None else self.values(response)
