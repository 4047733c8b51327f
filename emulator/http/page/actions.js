// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* What a person can do here. `run` carries an action out, shows why it failed, and refreshes the page. */

import {ask} from "./api.js";
import {at, make} from "./dom.js";
import {words} from "./words.js";

export function start(run, forget) {
  listen("new-subscription", "submit", (form) => run(async () => {
    const given = Object.entries(values(form)).filter(([, value]) => value);
    const {subscription_id: id} = await ask("POST", "subscriptions", Object.fromEntries(given));
    at("add-subscription").close();
    form.reset();
    return `subscription ${id} is there`;
  }));
  listen("certificate-form", "submit", (form) => run(async () => {
    const {thumbprint} = await ask("POST", "certificates",
      {subscription: form.dataset.subscription, data: await base64(form.elements.file.files[0])});
    at("certificate").close();
    form.reset();
    return `certificate ${thumbprint} may manage the subscription`;
  }));
  listen("advance", "submit", (form) => run(() => advance(Number(form.elements.seconds.value))));
  for (const button of at("advance").querySelectorAll("[data-seconds]")) {
    button.addEventListener("click", () => run(() => advance(Number(button.dataset.seconds))));
  }
  listen("fault", "submit", (form) => run(async () => {
    const rule = values(form);
    for (const name of ["nth", "times", "probability"]) rule[name] = Number(rule[name]);
    const {number} = await ask("POST", "faults", rule);
    return `fault ${number} is set`;
  }));
  listen("clear", "click", () => run(() => ask("DELETE", "faults")));
  listen("save", "click", () => run(save));
  listen("load", "change", (input) => run(async () => {
    const [file] = input.files;
    input.value = "";
    const saved = JSON.parse(await file.text());
    if (!await confirmed(`Load ${file.name}? It replaces everything in the emulator.`, "load")) return "";
    await ask("PUT", "state", saved);
    return `${file.name} is loaded`;
  }));
  listen("open-subscription", "click", () => at("add-subscription").showModal());
  listen("copy", "click", copy);
  document.addEventListener("click", ({target}) => {
    const button = target.closest("button");
    if (button?.dataset.close !== undefined) button.closest("dialog").close();
    if (button?.dataset.deleteFault) run(() => ask("DELETE", "faults", {number: Number(button.dataset.deleteFault)}));
    if (button?.dataset.faultFor) prepareFault(button.dataset.faultFor);
    if (button?.dataset.reset) run(() => reset(button.dataset.reset, forget));
    if (button?.dataset.connection) run(() => showConnection(button.dataset.connection));
    if (button?.dataset.certificate) openCertificate(button.dataset.certificate);
  });
}

/* The buttons of a subscription. */
export function buttonsOf({id, name}) {
  const button = (action, text) => make("button",
    {type: "button", [`data-${action}`]: id, "data-focus": action, "aria-label": `${text}: subscription ${name}`}, text);
  return make("div", {class: "buttons"}, button("connection", "copy connection"),
    button("certificate", "upload certificate"), button("reset", "reset"));
}

/* The choices of the form for faults. */
export function fillChoices(status) {
  at("fault").elements.kind.replaceChildren(
    ...status.fault_kinds.map((kind) => make("option", {value: kind}, words(kind))));
  at("names").replaceChildren(...status.request_names.map((name) => make("option", {value: name})));
}

/* Have the form for faults offer the subscriptions that there are, and keep what is chosen. */
export function offerSubscriptions(ids) {
  const select = at("fault").elements.subscription, chosen = select.value;
  select.replaceChildren(...["", ...ids].map((id) => make("option", {value: id}, id || "any")));
  select.value = ids.includes(chosen) ? chosen : "";
}

function listen(id, event, action) {
  at(id).addEventListener(event, (happened) => {
    if (event === "submit") happened.preventDefault();
    action(at(id));
  });
}

const values = (form) => Object.fromEntries(new FormData(form));

async function advance(seconds) {
  await ask("POST", "clock", {advance: seconds});
}

async function base64(file) {
  const octets = new Uint8Array(await file.arrayBuffer());
  return btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(""));
}

async function save() {
  const state = JSON.stringify(await ask("GET", "state"));
  const link = make("a", {href: URL.createObjectURL(new Blob([state], {type: "application/json"})),
    download: "emulator-state.json"});
  link.click();
  URL.revokeObjectURL(link.href);
  return "the state is saved; it contains keys and passwords";
}

async function reset(subscription, forget) {
  const question = `Reset subscription ${subscription}? Its resources, its requests and its faults are deleted.`;
  if (!await confirmed(question, "reset")) return "";
  await ask("POST", "reset", {subscription});
  forget();
  return "the subscription is empty";
}

function confirmed(question, verb) {
  const dialog = at("confirm");
  at("question").textContent = question;
  at("yes").textContent = verb;
  dialog.returnValue = "";
  dialog.showModal();
  at("yes").onclick = () => dialog.close("yes");
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), {once: true});
  });
}

async function showConnection(subscription) {
  const variables = {...await ask("GET", "environment"), AZURE_SUBSCRIPTION_ID: subscription};
  const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\"'\"'")}'`);
  at("lines").value = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}\n`).join("");
  at("copied").textContent = "";
  at("connection").showModal();
}

async function copy() {
  at("lines").select();
  try {
    await navigator.clipboard.writeText(at("lines").value);
    at("copied").textContent = "copied";
  } catch {
    at("copied").textContent = "press Ctrl+C: the browser lets no page copy here";
  }
}

function openCertificate(subscription) {
  at("certificate-form").dataset.subscription = subscription;
  at("certificate-for").textContent = subscription;
  at("certificate").showModal();
}

function prepareFault(operation) {
  at("fault").elements.operation.value = operation;
  at("faults").scrollIntoView();
  at("fault").elements.kind.focus();
}
