// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* The operations that run or have run, and what is locked; the rules of faults. */

import {at, make, setText, sync} from "./dom.js";
import {opener} from "./environment.js";
import {about, pill, words} from "./words.js";

const SHOWN = 40;

export function drawOperations(subscriptions, now, model) {
  const rows = subscriptions.flatMap(({id, operations, locks}) => [
    ...locks.map(({of, by}) => ({id: `lock ${id} ${of}`, name: of, status: "locked", after: by.slice(0, 8)})),
    ...operations.map((operation) => row(id, operation, now, model))]);
  const order = (each) => (each.status === "locked" ? 0 : each.status === "InProgress" ? 1 : 2);
  rows.sort((one, other) => order(one) - order(other) || (other.started ?? 0) - (one.started ?? 0));
  at("no-operations").hidden = rows.length > 0;
  sync(at("operation-list"), rows.slice(0, SHOWN), ({id}) => id, paintOperation);
}

function row(subscription, operation, now, model) {
  const {id, name, status, started, ended, polls_left: polls, error} = operation, target = operation.target ?? "";
  const after = polls ? `${polls} polls left` : `${Math.round((ended ?? now) - started)} s`;
  const why = error && `${error.code}: ${error.message}`;
  return {id, name, status, started, after, why, names: about(target), open: itemOf(subscription, target, model)};
}

/* The id of the item that the path of a request is about, if it is still there. */
function itemOf(subscription, target, model) {
  const names = about(target).join("/"), last = about(target).at(-1);
  const kinds = ["role", "deployment", "hosted_service", "storage_account", "affinity_group", "reserved_ip", "disk",
    "os_image", "vm_image"];
  const ids = [...kinds.map((kind) => `${kind}/${names}`), `virtual_network/${last}`];
  return ids.map((id) => `${subscription}/${id}`.toLowerCase()).find((id) => model.items.has(id));
}

function paintOperation({id, name, status, after, why, names, open}) {
  const what = (names ?? []).join(" / ");
  return make("li", {title: `operation ${id}`},
    make("div", {}, make("div", {}, name), open ? opener(open, what, "plain") : make("div", {class: "faint"}, what),
      why ? make("div", {class: "why"}, why) : null),
    make("div", {}, pill(status, status === "locked" ? "busy" : undefined), make("div", {class: "faint"}, after)));
}

export function drawFaults(rules) {
  at("no-faults").hidden = rules.length > 0;
  at("clear").hidden = rules.length < 2;
  setText(at("fault-count"), rules.length ? ` (${rules.length})` : "");
  sync(at("fault-list"), rules, ({number}) => number, paintFault);
}

function paintFault({number, kind, operation, subscription, message, nth, times, done, probability}) {
  const where = [subscription && `in ${subscription}`, message].filter(Boolean).join(": ");
  const from = nth > 1 ? `, from request no. ${nth}` : "", chance = probability < 1 ? `, probability ${probability}` : "";
  const label = `delete fault ${words(kind)} of ${operation || "any request"}`;
  return make("li", {}, make("div", {}, pill(words(kind), "bad"), " ", operation || "any request",
    make("div", {class: "faint"}, where), make("div", {class: "faint"}, `${done} of ${times || "∞"} done${from}${chance}`)),
  make("button", {type: "button", "data-delete-fault": number, "data-focus": "delete", "aria-label": label}, "delete"));
}
