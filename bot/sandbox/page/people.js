/** The rail of people (a tab bar on a phone), the list of all of them and the form for one. */

import { api } from "./api.js";
import { avatar } from "./avatar.js";
import { button, el, place, replaceChildren } from "./dom.js";
import { icon } from "./icons.js";
import { form, openLayer } from "./layers.js";
import { emit, fullName, state } from "./store.js";
import { word } from "./words.js";

const MANY = 7;
const APP_LANGUAGES = [["ru", "Русский"], ["uk", "Українська"], ["en", "English"], ["pl", "Polski"], ["de", "Deutsch"]];

const drawn = new Map(); // id -> {signature, node}: a tab is drawn anew only when something on it changed

export function drawRail(rail) {
  rail.setAttribute("aria-label", word("people"));
  if (!rail.firstElementChild) rail.append(el("div.rail-tabs"));
  const focused = rail.contains(document.activeElement) && document.activeElement.dataset.person;
  const all = state.people.length > MANY ? [tool("all", "search", "search", allPeople)] : [];
  place(rail.firstElementChild, [...all, ...state.people.map(tabOf), tool("add", "plus", "add", addPerson)]);
  if (focused) rail.querySelector(`[data-person="${focused}"]`)?.focus();
  const unread = state.people.reduce((sum, one) => sum + one.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${state.bot.name} · ${word("sandbox")}`;
}

function remembered(key, signature, draw) {
  if (drawn.get(key)?.signature !== signature) drawn.set(key, { signature, node: draw() });
  return drawn.get(key).node;
}

function tool(key, picture, label, pick) {
  return remembered(key, word(label), () => button("rail-tool", word(label), pick, icon(picture), el("span", {}, word(label))));
}

function tabOf(person) {
  const signature = JSON.stringify([person, state.visible.includes(person.id), word("people")]);
  return remembered(person.id, signature, () => tab(person));
}

function tab(person) {
  const shown = state.visible.includes(person.id);
  const unread = person.unread > 0 ? el("span.badge", {}, person.unread > 99 ? "99+" : person.unread) : null;
  const label = [fullName(person), person.title, unread && word("unread", { n: person.unread })].filter(Boolean).join(", ");
  const marks = [!person.started && "not-started", person.blocked && "is-blocked"].filter(Boolean);
  return el(
    ["button", "tab", ...marks].join("."),
    { type: "button", "data-person": person.id, "aria-pressed": String(shown), "aria-label": label, title: label, onclick: () => emit("show", person.id) },
    el("span.tab-face", {}, avatar(person), unread, person.blocked && el("span.tab-mark", {}, icon("block"))),
    el("span.tab-name", {}, person.first_name),
    el("span.tab-title", {}, person.title),
  );
}

/** Everybody, with a search field: for companies with more people than the rail holds. */
function allPeople() {
  const list = el("div.people-list");
  const search = el("input", { type: "search", placeholder: word("search"), "aria-label": word("search"), "data-autofocus": true });
  const draw = () => {
    const wanted = search.value.trim().toLocaleLowerCase();
    const found = state.people.filter((one) => `${fullName(one)} ${one.title} ${one.username}`.toLocaleLowerCase().includes(wanted));
    replaceChildren(list, found.length ? found.map(row) : el("p.panel-text", {}, word("nobody")));
  };
  const row = (one) => {
    const names = el("span.card-body", {}, el("b", {}, fullName(one)), el("span.card-note", {}, one.title));
    const pick = () => {
      close();
      emit("show", one.id);
    };
    return button("person-row", fullName(one), pick, avatar(one), names, one.unread ? el("span.badge", {}, one.unread) : null);
  };
  search.addEventListener("input", draw);
  draw();
  const close = openLayer(document.body, [el("h2", {}, word("allPeople")), search, list], { label: word("allPeople") });
}

export async function addPerson() {
  const fields = await personForm(document.body, null);
  if (!fields) return;
  const person = await api.addPerson(fields);
  emit("people", person?.id ?? null);
}

/** Resolves to the fields of a person or null. */
export function personForm(host, person) {
  return form(host, {
    title: word(person ? "editPerson" : "addPerson"),
    submit: word(person ? "save" : "add"),
    fields: [
      { name: "first_name", label: word("firstName"), required: true, maxlength: 64, "data-autofocus": true, value: person?.first_name },
      { name: "last_name", label: word("lastName"), maxlength: 64, value: person?.last_name },
      { name: "phone", label: word("phone"), type: "tel", placeholder: "+380671234567", value: person?.phone },
      { name: "username", label: word("username"), pattern: "[A-Za-z0-9_]{4,32}", value: person?.username },
      { name: "title", label: word("role"), maxlength: 24, value: person?.title },
      { name: "language_code", label: word("appLanguage"), options: APP_LANGUAGES, value: person?.language_code ?? "ru" },
    ],
  });
}
