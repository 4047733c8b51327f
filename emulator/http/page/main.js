// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* The page: asks once a second what has changed, and has its parts draw it. */

import * as actions from "./actions.js";
import {ask, setToken, takeToken} from "./api.js";
import * as details from "./details.js";
import {at, make, setText, sync} from "./dom.js";
import {draw} from "./environment.js";
import {model} from "./model.js";
import {drawFaults, drawOperations} from "./operations.js";
import * as requests from "./requests.js";
import {moment} from "./words.js";

const PAUSE = 1000, MESSAGE = 8000;
let cloud = null, shown = model([]), liveBefore = "", choices = false, messageUntil = 0, refreshing = null;

function drawEnvironment() {
  const find = at("find").value.trim().toLowerCase();
  draw(at("subscriptions"), cloud.subscriptions, shown, find, actions.buttonsOf);
}

function drawHead() {
  setText(at("profile"), cloud.profile);
  at("strict").hidden = !cloud.strict;
  at("live").hidden = !cloud.live;
  setText(at("clock"), moment(cloud.now));
  at("advance").hidden = !cloud.virtual;
  const failures = cloud.live?.failures ?? [];
  at("failures").hidden = !failures.length;
  sync(at("failure-list"), failures, (each) => each, (each) => make("li", {}, each));
}

async function load() {
  if (!choices) {
    actions.fillChoices(await ask("GET", "status"));
    choices = true;
  }
  const answer = await ask("GET", "overview", {seen: cloud?.version ?? ""});
  const live = JSON.stringify(answer.live ?? null), changed = answer.subscriptions || live !== liveBefore;
  liveBefore = live;
  cloud = {...answer, subscriptions: answer.subscriptions ?? cloud.subscriptions};
  drawHead();
  if (changed) {
    shown = model(cloud.subscriptions, cloud.live);
    drawEnvironment();
    details.show(shown);
    actions.offerSubscriptions(cloud.subscriptions.map(({id}) => id));
  }
  drawOperations(cloud.subscriptions, cloud.now, shown);
  drawFaults(cloud.faults);
  await requests.drawRequests(ask, cloud.requests);
}

/* Load what is new; one that is on its way is waited for, so that none overtakes another. */
function refresh() {
  refreshing = (refreshing ?? Promise.resolve()).catch(() => {}).then(load);
  return refreshing;
}

function say(text, hue, stays = false) {
  const state = at("state");
  setText(state, text);
  state.className = `pill ${hue}`;
  messageUntil = stays ? Date.now() + MESSAGE : 0;
}

function showError(error, stays) {
  at("login").hidden = error.status !== 401;
  say(error instanceof TypeError ? "no response" : error.message, "bad", stays);
}

/* Carry out an action, and show what it returns, or why it failed. */
async function run(action) {
  try {
    const message = await action();
    if (typeof message === "string" && message) say(message, "good", true);
    await refresh();
  } catch (error) {
    showError(error, true);
  }
}

async function poll() {
  try {
    if (!document.hidden) {
      await refresh();
      at("login").hidden = true;
      if (Date.now() > messageUntil) say("live", "good");
    }
  } catch (error) {
    if (Date.now() > messageUntil) showError(error, false);
  }
  setTimeout(poll, PAUSE);
}

takeToken();
at("endpoint").textContent = location.origin;
at("login").addEventListener("submit", (event) => {
  event.preventDefault();
  setToken(event.target.elements.token.value);
  event.target.reset();
  run(async () => {});
});
document.addEventListener("click", ({target}) => {
  const id = target.closest("[data-open]")?.dataset.open;
  if (id) details.open(id, shown);
});
at("details").addEventListener("close", details.closed);
at("find").addEventListener("input", () => cloud && drawEnvironment());
for (const id of ["kinds", "odd", "filter"]) at(id).addEventListener("input", requests.filter);
actions.start(run, requests.forget);
poll();
