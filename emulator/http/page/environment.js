// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* The picture of the environment: what each subscription has, drawn inside what it belongs to. */

import {make, setText, sync} from "./dom.js";
import {endpointsOf} from "./model.js";
import {pill, plural, words} from "./words.js";

const FIRST = ["hosted_service", "virtual_network", "reserved_ip", "storage_account", "disk"];
const INNER = ["deployment", "service_certificate"];
const SLOTS = ["Production", "Staging"];

/* Draw subscriptions. `find` is the text that shown resources contain, `actions` makes the buttons of a subscription. */
export function draw(root, subscriptions, model, find, actions) {
  const heads = subscriptions.map(({id, name}) => ({id, name}));
  const sections = sync(root, heads, ({id}) => id, (head) => section(head, actions(head)));
  subscriptions.forEach((each, index) => {
    const groups = groupsOf(each, model, find);
    const [, body, empty] = sections[index].children;
    empty.hidden = groups.length > 0;
    setText(empty, find ? `nothing with '${find}'` : "no resources");
    const shown = sync(body, groups.map(({kind}) => ({kind})), ({kind}) => kind, group);
    groups.forEach(({kind, count, cards}, number) => {
      const [title, list, more] = shown[number].children;
      setText(title, `${plural(kind)} · ${count}`);
      sync(list, cards, ({id}) => id, card);
      setText(more, !find && count > cards.length ? `and ${count - cards.length} more` : "");
    });
  });
}

function section({id, name}, buttons) {
  const title = make("h3", {id: `subscription-${id}`}, name === id ? "Subscription" : name, " ", make("code", {}, id));
  return make("article", {class: "subscription", "aria-labelledby": `subscription-${id}`},
    make("div", {class: "bar"}, title, buttons), make("div", {class: "groups"}), make("p", {class: "empty"}));
}

function group({kind}) {
  return make("div", {class: `group ${kind}`}, make("h4"), make("ul", {class: "cards"}), make("p", {class: "faint"}));
}

function groupsOf({id, resources}, model, find) {
  const kinds = Object.keys(resources).filter((kind) => !INNER.includes(kind));
  const rank = (kind) => (FIRST.indexOf(kind) + 1) || FIRST.length + 1;
  kinds.sort((one, other) => rank(one) - rank(other));
  const all = kinds.map((kind) => {
    const cards = resources[kind].shown.map(({key}) => cardOf(model, model.items.get(`${id}/${kind}/${key}`.toLowerCase())));
    const matching = find ? cards.filter((each) => JSON.stringify(each).toLowerCase().includes(find)) : cards;
    return {kind, count: find ? matching.length : resources[kind].count, cards: matching};
  });
  return all.filter(({cards}) => cards.length);
}

/* All that the card of a resource shows: when it changes, the card is painted again. */
function cardOf({items, owners, parts}, item) {
  const {id, kind, name, value} = item;
  const inside = (parts.get(id) ?? []).map((each) => items.get(each));
  const deployments = inside.filter((each) => kind === "hosted_service" && each.kind === "deployment").map((each) =>
    ({...each, roles: (parts.get(each.id) ?? []).map((role) => items.get(role)).filter(isRole).map((role) =>
      ({...role, disks: (parts.get(role.id) ?? []).length}))}));
  const counts = {};
  for (const each of inside) if (!deployments.length || each.kind !== "deployment") counts[each.kind] = (counts[each.kind] ?? 0) + 1;
  const users = (owners.get(id) ?? []).map((each) => items.get(each)).filter((each) => each.kind !== "affinity_group");
  return {id, kind, name, value, deployments, counts, users: users.map((each) => ({owner: each.id, text: `${words(each.kind)} ${each.name}`}))};
}

const isRole = ({kind}) => kind === "role" || kind === "virtual_machine";

/* What opens the details of an item. */
export function opener(id, name, className = "") {
  return make("button", {type: "button", class: `open ${className}`, "data-open": id, "data-focus": `open ${id}`}, name);
}

const head = ({id, name, value}) =>
  make("div", {class: "title"}, opener(id, name), value.status ? pill(value.status) : null);

function facts(...texts) {
  const given = [...new Set(texts.filter(Boolean))];
  return given.length ? make("div", {class: "faint"}, given.join(" · ")) : null;
}

function card(item) {
  const {name, value, deployments, counts, users} = item;
  const contents = Object.entries(counts).map(([kind, count]) => `${count} ${plural(kind, count)}`);
  const size = value.logical_disk_size_in_gb && `${value.logical_disk_size_in_gb} GB`;
  const subnets = (value.subnets ?? []).map((each) => `${each.name} ${each.address_prefix ?? ""}`);
  return make("li", {class: "card"}, head(item),
    facts(value.location ?? value.affinity_group, value.account_type, value.os, size, value.category),
    facts(value.label === name ? "" : value.label),
    facts(value.address, ...(value.address_prefixes ?? [])), facts(...subnets), facts(...contents),
    users.map(({owner, text}) => make("div", {class: "faint"}, "of ", opener(owner, text, "plain"))),
    item.kind === "hosted_service" ? slots(deployments) : null);
}

function slots(deployments) {
  const lanes = SLOTS.flatMap((slot) => {
    const own = deployments.filter((each) => (each.value.slot ?? SLOTS[0]) === slot);
    const empty = [make("div", {class: "lane vacant"}, make("span", {class: "slot"}, slot), " empty")];
    return own.length ? own.map((each) => lane(slot, each)) : empty;
  });
  return make("div", {class: "lanes"}, lanes);
}

function lane(slot, {id, name, value, roles}) {
  const upgrade = value.upgrade_status;
  const progress = upgrade && `${upgrade.upgrade_type} update, ` +
    `${String(upgrade.current_upgrade_domain_state).toLowerCase()} domain ${upgrade.current_upgrade_domain}`;
  const addresses = (value.virtual_ips ?? []).map((each) => each.address);
  return make("div", {class: "lane"}, make("span", {class: "slot"}, slot), head({id, name, value}),
    facts(...addresses, value.reserved_ip_name && `reserved ${value.reserved_ip_name}`),
    facts(value.virtual_network_name && `in network ${value.virtual_network_name}`),
    facts(value.label === name ? "" : value.label), facts(progress),
    make("div", {class: "roles"}, roles.map(role)));
}

function role({id, kind, name, value, disks}) {
  const ports = endpointsOf(value).map(({name: title, protocol, port, local_port: local}) =>
    make("span", {class: "port", title: title ?? ""}, `${protocol ?? "tcp"} ${port ?? "?"}${local && local !== port ? `→${local}` : ""}`));
  const instances = value.role_instances ?? [], isMachine = kind === "virtual_machine";
  const size = value.role_size ?? instances[0]?.size;
  return make("div", {class: `role ${kind}`}, make("div", {class: "title"}, opener(id, name)),
    facts(isMachine ? "machine" : `${instances.length} ${plural("instance", instances.length)}`, size,
      isMachine && disks && `${disks} ${plural("disk", disks)}`),
    make("div", {class: "instances"}, instances.map((each) => chip(each, isMachine))),
    ports.length ? make("div", {class: "ports"}, ports) : null);
}

function chip({name, status, power_state: power, runs}, isMachine) {
  const shown = pill(status ?? power ?? "no status");
  if (!isMachine) shown.prepend(`${name} `);
  return runs === undefined ? shown : [shown, pill(runs ? "runs" : "does not run")];
}
