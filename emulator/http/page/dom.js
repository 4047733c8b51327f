// Copyright: (c) 2026, the classic.azure contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later
/* Elements: made from data, and kept as long as their data stays what it was. */

export const at = (id) => document.getElementById(id);

/* An element. Attributes that are functions listen to events. Texts become text, never markup. */
export function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/* Have an element show a text. Nothing happens, also for those who watch, where it does. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

const rowsOf = new WeakMap();

/* Have a parent contain one element for each item, in their order.

   Only items whose data changed are painted again, so that nothing else moves, loses the focus or what is selected.
   `name` tells items apart; `paint` makes the element of one. Returns the elements. */
export function sync(parent, items, name, paint) {
  const before = rowsOf.get(parent) ?? new Map(), after = new Map();
  for (const item of items) {
    const key = name(item), data = JSON.stringify(item), row = before.get(key);
    const element = row?.data === data ? row.element : paint(item);
    if (row && row.element !== element) replace(row.element, element);
    after.set(key, {data, element});
  }
  for (const [key, {element}] of before) if (!after.has(key)) element.remove();
  let next = parent.firstChild;
  for (const {element} of after.values()) {
    if (element === next) next = next.nextSibling;
    else parent.insertBefore(element, next);
  }
  rowsOf.set(parent, after);
  return [...after.values()].map(({element}) => element);
}

/* Replace an element; the focus goes to what has the same data-focus. */
function replace(old, element) {
  const focused = old.contains(document.activeElement) ? document.activeElement.dataset.focus : undefined;
  old.replaceWith(element);
  if (focused === undefined) return;
  [element, ...element.querySelectorAll("[data-focus]")].find((each) => each.dataset.focus === focused)?.focus();
}
