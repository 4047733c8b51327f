// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* What is in the emulator: an item for each resource, role and machine, and which belongs to which. */

const last = (key) => key.split("/").at(-1);
const idOf = (...parts) => parts.join("/").toLowerCase();

/* The items of an overview by their ids, and for each the ids of what it belongs to and of what belongs to it. */
export function model(subscriptions, live) {
  const items = new Map();
  for (const {id: subscription, resources} of subscriptions) {
    for (const [kind, {shown}] of Object.entries(resources)) {
      for (const {key, ...value} of shown) {
        const item = {id: idOf(subscription, kind, key), subscription, kind, key, name: value.name ?? last(key), value};
        items.set(item.id, item);
        if (kind === "deployment") for (const role of rolesOf(item, live)) items.set(role.id, role);
      }
    }
  }
  return {items, ...relations(items)};
}

/* The roles of a deployment with their instances, each of which says whether it runs where machines do. */
function rolesOf(deployment, live) {
  const {subscription, key, value} = deployment;
  const instances = (value.role_instances ?? []).map((each) => {
    const machine = `${subscription}/${key}/${each.name ?? ""}`;
    const runs = live?.machines[machine] ?? (live?.instances.includes(machine) || undefined);
    return runs === undefined ? each : {...each, runs};
  });
  return (value.roles ?? []).map((role) => {
    const own = instances.filter((each) => (each.role_name ?? each.name) === role.name);
    const kind = role.role_type ? "virtual_machine" : "role";
    const id = idOf(subscription, "role", key, role.name);
    return {id, subscription, kind, key: `${key}/${role.name}`, name: role.name, value: {...role, role_instances: own}};
  });
}

function relations(items) {
  const owners = new Map(), parts = new Map();
  const add = (map, from, to) => map.set(from, [...(map.get(from) ?? []), to]);
  for (const item of items.values()) {
    for (const owner of new Set(ownersOf(item))) {
      if (!items.has(owner) || owner === item.id) continue;
      add(owners, item.id, owner);
      add(parts, owner, item.id);
    }
  }
  return {owners, parts};
}

/* The ids of what an item would belong to, or use. */
function ownersOf({subscription, kind, key, value}) {
  const id = (...parts) => idOf(subscription, ...parts), parts = key.split("/"), found = [];
  if (kind === "deployment" || kind === "service_certificate") found.push(id("hosted_service", parts[0]));
  if (kind === "role" || kind === "virtual_machine") found.push(id("deployment", ...parts.slice(0, 2)));
  if (value.affinity_group) found.push(id("affinity_group", value.affinity_group));
  if (value.virtual_network_name) found.push(id("virtual_network", value.virtual_network_name));
  if (value.service_name) found.push(id("deployment", value.service_name, value.deployment_name));
  const {hosted_service_name: service, deployment_name: deployment, role_name: role} = value.attached_to ?? {};
  if (service) found.push(id("role", service, deployment, role));
  for (const link of [value.media_link, value.os_disk_configuration?.media_link]) {
    const account = /^https?:\/\/([^./]+)\./.exec(link ?? "")?.[1];
    if (account) found.push(id("storage_account", account));
  }
  return found;
}

/* The input endpoints of a role. */
export function endpointsOf(role) {
  const own = role.configuration_sets?.network?.input_endpoints ?? [];
  const seen = (role.role_instances ?? []).flatMap((each) => each.endpoints ?? []).map((each) =>
    ({name: each.name, protocol: each.protocol, port: each.public_port, local_port: each.local_port, vip: each.vip}));
  return own.length ? own : [...new Map(seen.map((each) => [each.name, each])).values()];
}
