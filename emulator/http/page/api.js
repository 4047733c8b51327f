// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* The admin API, with the token that the page was opened with. */

const TOKEN = "admin-token";

/* The address that the command prints brings the token along. It stays in this tab, and leaves the address. */
export function takeToken() {
  const brought = new URLSearchParams(location.hash.slice(1)).get("token");
  if (!brought) return;
  sessionStorage.setItem(TOKEN, brought);
  history.replaceState(null, "", location.pathname);
}

export function setToken(text) {
  sessionStorage.setItem(TOKEN, text.trim());
}

/* Send a command, and return its answer. Throws an Error whose message is the emulator's, with the status. */
export async function ask(method, path, given) {
  const get = method === "GET", options = {method, headers: {}, cache: "no-store"};
  if (given && !get) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(given);
  }
  const token = sessionStorage.getItem(TOKEN);
  if (token) options.headers.Authorization = `Bearer ${token}`;
  const response = await fetch(`/emulator/${path}${get && given ? `?${new URLSearchParams(given)}` : ""}`, options);
  const answer = await response.json();
  if (!response.ok) throw Object.assign(new Error(answer.error), {status: response.status});
  return answer;
}
