// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* Words for what the emulator tells. */

import {make} from "./dom.js";

const GOOD = ["Created", "Running", "ReadyRole", "Started", "Succeeded", "Active", "runs"];
const BAD = ["Failed", "FailedStartingVM", "FailedStartingRole", "UnresponsiveRole", "CyclingRole",
  "ProvisioningFailed", "ProvisioningTimeout", "does not run"];
const BUSY = /ing|Busy|Dns|InProgress|Unknown/;

const COLLECTIONS = new Set(["services", "hostedservices", "storageservices", "deployments", "deploymentslots", "roles",
  "roleinstances", "disks", "images", "vmimages", "networking", "reservedips", "affinitygroups", "certificates",
  "operations", "datadisks", "dnsservers", "loadbalancers", "media"]);

/* A status in the colour of its meaning; `hue` is another colour. */
export function pill(word, hue) {
  const found = GOOD.includes(word) ? "good" : BAD.includes(word) ? "bad" : BUSY.test(word) ? "busy" : "";
  return make("span", {class: `pill ${hue ?? found}`}, String(word));
}

export const words = (name) =>
  name.replaceAll("_", " ").replace(/\b(gb|id|ip|os|url|vip|vm)\b/g, (word) => word.toUpperCase());

export const plural = (kind, count = 2) => words(kind) + (count === 1 ? "" : "s");

export const moment = (seconds) => new Date(seconds * 1000).toISOString().replace("T", " ").slice(0, 19);

/* The names in the path of a request: the resource that it is about. */
export function about(path) {
  return path.split("/").filter((part) => part && !COLLECTIONS.has(part.toLowerCase())).map(decode);
}

function decode(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
