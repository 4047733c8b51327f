# Copyright: (c) 2026, the classic.azure contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of a resource: their argument specs, and the functions that run them."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from contextlib import closing
from typing import Any

from ansible_collections.classic.azure.plugins.module_utils._asm.ansible_adapter.module_spec import Context, ModuleSpec
from ansible_collections.classic.azure.plugins.module_utils._asm.credentials.credential import (
    credential,
    with_environment,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.errors import PreconditionError
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.plan import check_arguments
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.reconciler import Reconciler
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.resource import Resource
from ansible_collections.classic.azure.plugins.module_utils._asm.reconcile.return_values import (
    info_returns,
    resource_returns,
    singleton_returns,
)
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.client import Client
from ansible_collections.classic.azure.plugins.module_utils._asm.transport.operation_history import OperationHistory
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.resource_schema import ResourceSchema
from ansible_collections.classic.azure.plugins.module_utils._asm.wire.schema import options


def connect(params: Mapping[str, Any], context: Context, history: OperationHistory | None = None) -> Client:
    """Return a client for the connection options of a task. Raises CredentialError where they name no credential.

    ``history`` is what clients share that work side by side.
    """
    found = credential(with_environment(params, os.environ))
    return Client(
        found,
        timeout=found.timeout,
        wait_timeout=params.get("wait_timeout") or 600,
        clock=context.clock,
        progress=context.progress,
        sessions=context.sessions,
        history=history,
    )


def client_module(work: Callable[[Client, dict[str, Any], Context], dict[str, Any]], **module_spec: Any) -> ModuleSpec:
    """Return the spec of a module that talks to the service.

    ``work`` gets a client, the parameters and the context, and returns the result; ``module_spec`` are the other
    arguments of ModuleSpec.
    """

    def run(params: dict[str, Any], context: Context) -> dict[str, Any]:
        with closing(connect(params, context)) as client:
            return work(client, params, context)

    return ModuleSpec(run, connects=True, **module_spec)


def resource_module(resource: Resource[Any], reconciler: type[Reconciler[Any]] = Reconciler) -> ModuleSpec:
    """Return the spec of the module that creates, updates and deletes a resource.

    ``reconciler`` is a subclass for a module that has local files to prepare or upload.
    """

    def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
        return reconciler(resource, client, params, context).run()

    schema, more = resource.schema, resource.options
    spec = {**_parents(schema), **options(schema.argument_fields)}
    spec[schema.key]["required"] = not more.key_from
    if more.states:
        usual = {"default": "present"} if "present" in more.states else {"required": True}
        spec["state"] = {"type": "str", "choices": list(more.states), **usual}
    spec.update(more.extra)
    if more.wait_timeout:
        spec["wait"] = {"type": "bool", "default": True}
        spec["wait_timeout"] = {"type": "int", "default": more.wait_timeout}
    alternatives = tuple(group for group in resource.planner.required_one_of if len(group) > 1)
    return client_module(
        work,
        argument_spec=spec,
        returns=resource_returns(schema, more.result),
        mutually_exclusive=(*alternatives, *more.mutually_exclusive),
        required_one_of=((schema.key, more.key_from),) if more.key_from else (),
    )


def info_module(resource: Resource[Any]) -> ModuleSpec:
    """Return the spec of the module that returns one resource, or all of its kind."""
    schema, reader = resource.schema, resource.reader

    def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
        check_arguments(schema, params)
        if params.get(schema.key) is None:
            found = reader.read_all(client, params)
        else:
            one = reader.read(client, params)
            found = [one] if reader.exists(one) else []
        return {"changed": False, schema.plural: [reader.display(have) for have in found]}

    spec = {**_parents(schema), schema.key: {"type": "str"}, **resource.options.info}
    return client_module(work, argument_spec=spec, returns=info_returns(schema))


def singleton_info_module(resource: Resource[Any]) -> ModuleSpec:
    """Return the spec of the module that returns a resource of which there is exactly one below its parents."""
    schema, reader = resource.schema, resource.reader

    def work(client: Client, params: dict[str, Any], context: Context) -> dict[str, Any]:
        have = reader.read(client, params)
        if not reader.exists(have):
            raise PreconditionError(
                f"there are no {schema.kind} of {' '.join(params[name] for name in schema.parents)}"
            )
        return {"changed": False, schema.name: reader.display(have)}

    return client_module(work, argument_spec=_parents(schema), returns=singleton_returns(schema))


def _parents(schema: ResourceSchema) -> dict[str, Any]:
    return {parent: {"type": "str", "required": True} for parent in schema.parents}
