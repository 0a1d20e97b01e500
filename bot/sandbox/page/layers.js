/** Panels, forms and menus over a phone or over the page: focus stays inside, Escape closes, focus goes back. */

import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { word } from "./words.js";

const FOCUSABLE = "button:not([disabled]), a[href], input:not([hidden]), select, textarea, [tabindex='0']";

const open = []; // close functions, the topmost layer last

/* A phone's panel leaves the rest of the page usable: Escape from there closes it, too. */
document.addEventListener("keydown", (event) => event.key === "Escape" && open.at(-1)?.());

/** Shows content over host; returns close(). onClose runs once, however it is closed. */
export function openLayer(host, content, { label, kind = "panel", onClose = () => {} } = {}) {
  const before = document.activeElement;
  const panel = el(`div.${kind}`, { role: "dialog", "aria-modal": "true", "aria-label": label, tabindex: -1 }, content);
  const layer = el(`div.layer.${kind}-layer`, {}, panel);
  const close = () => {
    const at = open.indexOf(close);
    if (at < 0) return;
    open.splice(at, 1);
    layer.remove();
    before?.focus?.({ preventScroll: true });
    onClose();
  };
  layer.addEventListener("pointerdown", (event) => event.target === layer && close());
  layer.addEventListener("keydown", (event) => guardKeys(event, panel, close));
  open.push(close);
  host.append(layer);
  (panel.querySelector("[data-autofocus]") ?? panel.querySelector(FOCUSABLE) ?? panel).focus({ preventScroll: true });
  return close;
}

function guardKeys(event, panel, close) {
  event.stopPropagation();
  if (event.key === "Escape") return close();
  if (event.key !== "Tab") return undefined;
  const stops = [...panel.querySelectorAll(FOCUSABLE)];
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (document.activeElement !== edge && stops.includes(document.activeElement)) return undefined;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0])?.focus();
  return undefined;
}

/** A question with one or two answers; resolves to true only for the first of them. */
export function ask(host, { title, text, yes = word("ok"), no = null, danger = false }) {
  return new Promise((resolve) => {
    let answer = false;
    const choose = (value) => () => {
      answer = value;
      close();
    };
    const content = [
      title && el("h2", {}, title),
      text && el("p.panel-text", {}, text),
      el(
        "div.panel-buttons",
        {},
        no && button("plain", no, choose(false), no),
        button(danger ? "plain.dangerous" : "plain", yes, choose(true), yes),
      ),
    ];
    const close = openLayer(host, content, { label: title ?? text, onClose: () => resolve(answer) });
  });
}

export const alertBox = (host, text) => ask(host, { text });

/**
 * A form. fields: {name, label, type, value, required, options: [[value, text]], …attributes}; extra nodes go above the
 * fields. Resolves to an object of trimmed strings (files for type "file"), or null when cancelled.
 */
export function form(host, { title, fields, submit, extra = [] }) {
  return new Promise((resolve) => {
    let result = null;
    const rows = fields.map(fieldRow);
    const content = el(
      "form",
      {
        onsubmit: (event) => {
          event.preventDefault();
          result = Object.fromEntries(fields.map(({ name }) => [name, valueOf(content.elements[name])]));
          close();
        },
      },
      el("h2", {}, title),
      extra,
      rows,
      el(
        "div.panel-buttons",
        {},
        button("plain", word("cancel"), () => close(), word("cancel")),
        el("button.filled", { type: "submit" }, submit ?? word("save")),
      ),
    );
    const close = openLayer(host, content, { label: title, onClose: () => resolve(result) });
  });
}

function valueOf(input) {
  if (input.type === "file") return input.files[0] ?? null;
  return input.value.trim();
}

function fieldRow({ label, options, multiline, value, ...attributes }) {
  if (attributes.type === "hidden") return el("input", { ...attributes, value });
  const tag = options ? "select" : multiline ? "textarea" : "input";
  const choices = (options ?? []).map(([code, text]) => el("option", { value: code, selected: code === value }, text));
  const input = el(tag, { autocomplete: "off", ...attributes }, choices);
  if (!options && value !== undefined && value !== null) input.value = value;
  return el("label.field", {}, el("span", {}, label), input);
}

/**
 * A menu beside an element or at a point {x, y}. items: {icon, label, note, badge, danger, checked, pick}; null draws a line.
 * header is a node above the items.
 */
export function openMenu(where, items, { label = word("menu"), header = null } = {}) {
  let close = () => {};
  const choose = (item) => () => {
    close();
    item.pick();
  };
  const rows = items.map((item) =>
    item === null
      ? el("hr")
      : el(
          item.danger ? "button.menu-item.dangerous" : "button.menu-item",
          { type: "button", role: "menuitem", onclick: choose(item) },
          typeof item.icon === "string" ? icon(item.icon) : item.icon,
          el("span.menu-label", {}, item.label, item.note && el("span.menu-note", {}, item.note)),
          item.badge ? el("span.badge", {}, item.badge) : null,
          item.checked && icon("check"),
        ),
  );
  close = openLayer(document.body, [header, el("div.menu-items", { role: "menu" }, rows)], { label, kind: "menu" });
  const panel = document.body.lastElementChild.firstElementChild;
  panel.addEventListener("keydown", (event) => moveFocus(event, panel));
  placeMenu(panel, where);
  return close;
}

function moveFocus(event, panel) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...panel.querySelectorAll("button")];
  const next = (items.indexOf(document.activeElement) + step + items.length) % items.length;
  items[next].focus();
}

function placeMenu(panel, where) {
  const box = where instanceof Element ? where.getBoundingClientRect() : { left: where.x, right: where.x, top: where.y, bottom: where.y };
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = box.left + width + 8 <= innerWidth ? box.left : box.right - width;
  const below = box.bottom + height + 12 <= innerHeight;
  panel.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
  panel.style.top = `${Math.max(8, below ? box.bottom + 4 : Math.max(8, box.top - height - 4))}px`;
}

/** A picture over the whole page. */
export function viewPicture(url, caption) {
  const content = [
    el("img.viewer-picture", { src: url, alt: caption || word("photo") }),
    caption && el("p.viewer-caption", {}, caption),
    el(
      "div.viewer-tools",
      {},
      el("a.round", { href: url, download: "", "aria-label": word("download") }, icon("download")),
      button("round", word("close"), () => close(), icon("close")),
    ),
  ];
  const close = openLayer(document.body, content, { label: caption || word("photo"), kind: "viewer" });
  content[0].addEventListener("click", close);
}
