// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* The details of one resource: all that is known of it, and what it belongs to. */

import {at, make, setText, sync} from "./dom.js";
import {opener} from "./environment.js";
import {pill, words} from "./words.js";

const TRANSPARENT = ["configuration_sets", "network", "os_disk_configuration", "attached_to", "upgrade_status"];
let opened = null;

export function open(id, model) {
  opened = id;
  show(model);
  if (opened && !at("details").open) at("details").showModal();
}

/* Show the resource again that is open; nothing changes as long as its data is the same. */
export function show(model) {
  if (!opened) return;
  const item = model.items.get(opened);
  if (!item) {
    at("details").close();
    return;
  }
  const linked = (ids) => (ids ?? []).map((id) => model.items.get(id)).map(({id, kind, key}) => ({id, kind, key}));
  const data = {item, owners: linked(model.owners.get(opened)), parts: linked(model.parts.get(opened))};
  setText(at("details-title"), `${words(item.kind)} ${item.name}`);
  sync(at("details-body"), [data], () => "details", paint);
}

export function closed() {
  opened = null;
}

function paint({item, owners, parts}) {
  return make("div", {}, item.value.status ? make("p", {}, pill(item.value.status)) : null,
    links("Belongs to", owners), links("Has", parts), ...facts({key: item.key, subscription: item.subscription, ...item.value}));
}

function links(title, items) {
  if (!items.length) return null;
  return make("div", {class: "links"}, make("h3", {}, title),
    make("ul", {}, items.map(({id, kind, key}) => make("li", {}, opener(id, `${words(kind)} ${key}`, "plain")))));
}

/* Plain values as a list of terms, lists of flat objects as tables, and what is deeper below headings of its own. */
function facts(value) {
  const flat = flatten(value), isFlat = ([, each]) => typeof each !== "object" || isPlainList(each);
  const terms = flat.filter(isFlat).flatMap(([name, each]) => [make("dt", {}, words(name)), make("dd", {}, text(each))]);
  const deep = flat.filter((entry) => !isFlat(entry)).flatMap(([name, each]) => deeper(name, each));
  return [terms.length ? make("dl", {}, terms) : null, ...deep];
}

function flatten(value) {
  return Object.entries(value).flatMap(([name, each]) => TRANSPARENT.includes(name) ? flatten(each) : [[name, each]]);
}

const isPlainList = (value) => Array.isArray(value) && value.every((each) => typeof each !== "object");

function text(value) {
  return value === true ? "yes" : value === false ? "no" : Array.isArray(value) ? value.join(", ") : String(value);
}

function deeper(name, value) {
  const title = make("h3", {}, words(name));
  if (!Array.isArray(value)) return [title, ...facts(value)];
  const rows = value.filter((each) => typeof each === "object").map((each) => Object.fromEntries(flatten(each)));
  const isFlat = rows.every((row) => Object.values(row).every((each) => typeof each !== "object" || isPlainList(each)));
  if (isFlat) return [title, table(name, rows)];
  return [title, ...rows.map((row) => make("div", {class: "part"}, make("h4", {}, String(row.name ?? "")), facts(row)))];
}

function table(name, rows) {
  const columns = [...new Set(rows.flatMap(Object.keys))];
  const cells = (row) => columns.map((column) => make("td", {}, column in row ? text(row[column]) : ""));
  return make("div", {class: "scroll", tabindex: "0", role: "region", "aria-label": words(name)}, make("table", {},
    make("thead", {}, make("tr", {}, columns.map((column) => make("th", {scope: "col"}, words(column))))),
    make("tbody", {}, rows.map((row) => make("tr", {}, cells(row))))));
}
