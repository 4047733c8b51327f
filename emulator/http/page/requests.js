// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* The requests of the journal, writes apart from reads and from polls of operations. */

import {at, make, setText} from "./dom.js";
import {about, moment, pill} from "./words.js";

const KEPT = 500, FETCHED = 1000;
const KINDS = ["write", "read", "poll"];
const lines = {write: [], read: [], poll: []}, counts = {write: 0, read: 0, poll: 0};
let last = 0;

export function forget() {
  last = 0;
  for (const kind of KINDS) {
    lines[kind] = [];
    counts[kind] = 0;
  }
  at("journal").replaceChildren();
}

/* Add the requests since the last time; `ask` asks for them, `count` is how many there have been. */
export async function drawRequests(ask, count) {
  if (count < last) forget();
  if (count === last) return;
  const added = [];
  for (const entry of await ask("GET", "journal", {after: last, limit: FETCHED})) {
    if (entry.number <= last) continue;
    const kind = entry.method !== "GET" ? "write" : entry.operation === "GetOperationStatus" ? "poll" : "read";
    const line = paint(entry, kind);
    lines[kind].push(line);
    counts[kind] += 1;
    added.unshift(line);
    last = entry.number;
  }
  last = Math.max(last, count);
  added.forEach(filterLine);
  at("journal").prepend(...added);
  for (const kind of KINDS) {
    lines[kind].splice(0, Math.max(0, lines[kind].length - KEPT)).forEach((line) => line.remove());
    setText(at(`count-${kind}`), String(counts[kind]));
  }
  noteEmpty();
}

export function filter() {
  KINDS.forEach((kind) => lines[kind].forEach(filterLine));
  noteEmpty();
}

function filterLine(line) {
  const kind = at("kinds").elements.kind.value;
  const isWanted = (kind === "all" || line.kind === kind) && (!at("odd").checked || line.odd);
  line.hidden = !isWanted || !line.text.includes(at("filter").value.toLowerCase());
}

function noteEmpty() {
  at("no-requests").hidden = KINDS.some((kind) => lines[kind].some((line) => !line.hidden));
}

/* What a request is about: the names in its path, or that in its body where it creates something. */
function subject(entry) {
  const named = entry.method === "POST" ? /<(?:ServiceName|Name|RoleName)>([^<]*)</.exec(entry.request ?? "")?.[1] : "";
  return [...new Set([...about(entry.path), named].filter(Boolean))].join(" / ");
}

function paint(entry, kind) {
  const hue = ["bad", "bad", "good", "away", "busy", "bad"][Math.floor(entry.status / 100)];
  const marks = make("span", {class: "marks"}, entry.drops.length ? pill(`${entry.drops.length} dropped`, "busy") : null,
    entry.fault ? pill(entry.fault, "bad") : null);
  const line = make("details", {}, make("summary", {},
    pill(entry.status || "no response", hue), make("span", {class: "mono faint narrow"}, moment(entry.time).slice(11)),
    make("span", {class: "method"}, entry.method), make("span", {}, entry.operation),
    make("span", {class: "mono", title: entry.path}, subject(entry) || entry.path), marks,
    make("span", {class: "faint narrow"}, `${entry.milliseconds.toFixed(1)} ms`)));
  line.kind = kind;
  line.odd = entry.status >= 300 || !entry.status || entry.drops.length > 0 || Boolean(entry.fault);
  const searchable = [entry.method, entry.operation, entry.path, subject(entry), entry.status, entry.subscription,
    entry.fault, entry.operation_id];
  line.text = searchable.join(" ").toLowerCase();
  line.addEventListener("toggle", () => line.children.length < 2 && line.append(inside(entry)), {once: true});
  return line;
}

function inside(entry) {
  const query = new URLSearchParams(entry.query).toString();
  const details = [`${entry.method} ${entry.path}`, query && `query ${query}`, `operation ${entry.operation_id}`,
    `version ${entry.version ?? "missing"}`, `certificate ${entry.thumbprint ?? "none"}`,
    `subscription ${entry.subscription}`];
  return make("div", {class: "inside"},
    make("div", {class: "faint mono"}, details.filter(Boolean).join(" · ")),
    entry.reason ? make("p", {}, pill("refused", "bad"), " ", entry.reason) : null,
    entry.drops.map((drop) => make("p", {}, pill("dropped", "busy"), " ", drop)),
    make("p", {}, make("button", {type: "button", "data-fault-for": entry.operation}, `fault for ${entry.operation}…`)),
    body("request", entry.request), body("response", entry.response));
}

function body(title, text) {
  if (!text) return null;
  return make("div", {}, make("div", {class: "faint"}, title),
    make("pre", {tabindex: "0", role: "region", "aria-label": title}, indented(text)));
}

/* XML with one line for each element. */
function indented(xml) {
  let depth = 0;
  return xml.replaceAll("><", ">\n<").split("\n").map((line) => {
    if (line.startsWith("</")) depth = Math.max(0, depth - 1);
    const shown = "  ".repeat(depth) + line;
    if (/^<[^\/?!][^>]*[^\/]>$/.test(line) || /^<[^\/?!]>$/.test(line)) depth += 1;
    return shown;
  }).join("\n");
}
