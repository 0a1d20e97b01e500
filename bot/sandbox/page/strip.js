/** The strip on top: sandbox time, jumps through it, and the page's own menu. */

import { api } from "./api.js";
import { BOT_PICTURE } from "./avatar.js";
import { button, el, replaceChildren } from "./dom.js";
import { icon } from "./icons.js";
import { openLayer, openMenu } from "./layers.js";
import { addPerson } from "./people.js";
import { emit, remember, state } from "./store.js";
import { fieldInstant, fieldValue, clockZone, longMoment, sandboxNow, setClock, shortDay, timeOf } from "./time.js";
import { languages, word } from "./words.js";

const JUMPS = [
  ["jump15", "+15m"],
  ["jump60", "+1h"],
  ["jumpTomorrow", "tomorrow_9"],
  ["jumpFriday", "friday_evening"],
  ["jumpMonday", "monday_9"],
];

const parts = { time: el("b.now-time"), day: el("span.now-day"), moment: null };
let strip;
let moving = false;

export function drawStrip(node) {
  strip = node;
  const jumps = JUMPS.map(([key, preset]) => button("jump", word(key), () => move({ preset }), word(key)));
  const more = button("tool", word("menu"), () => pageMenu(more), icon("menu"));
  replaceChildren(
    strip,
    el(
      "div.brand",
      {},
      el("img", { src: BOT_PICTURE, alt: "", width: 30, height: 30 }),
      el("div", {}, el("b", {}, state.bot.name), el("span", {}, word("sandbox"))),
    ),
    el("div.now", { role: "timer", "aria-label": word("clock") }, parts.time, parts.day),
    el("div.jumps", { role: "group", "aria-label": word("clock") }, jumps, jumpForm()),
    el("div.progress", { role: "progressbar", "aria-label": word("jumping"), hidden: true }),
    more,
  );
  tickStrip();
}

function jumpForm() {
  parts.moment = el("input", { type: "datetime-local", required: true, "aria-label": word("jumpTo") });
  const go = el("button.jump-go", { type: "submit", "aria-label": word("jumpTo"), title: word("jumpTo") }, icon("clock"));
  const onsubmit = (event) => {
    event.preventDefault();
    move({ to: fieldInstant(parts.moment.value).toISOString() });
  };
  return el("form.jump-form", { onsubmit }, parts.moment, go);
}

export function tickStrip() {
  const now = sandboxNow();
  parts.time.textContent = timeOf(now);
  parts.day.textContent = shortDay(now);
  parts.time.parentElement?.setAttribute("title", `${longMoment(now)} · ${clockZone()}`);
  if (document.activeElement !== parts.moment && !moving) parts.moment.value = fieldValue(now);
}

/** Take the server's clock; where it can't be moved there is nothing to press. */
export function takeClock(clock, jumped = false) {
  setClock(clock, jumped);
  strip.classList.toggle("fixed", !clock.settable);
  tickStrip();
}

/** Move the sandbox's time; the buttons rest until everything due on the way has happened. */
async function move(body) {
  if (moving) return;
  setMoving(true);
  try {
    takeClock(await api.moveClock(body), true);
    emit("moved");
  } catch (error) {
    emit("problem", error.message);
  } finally {
    setMoving(false);
    tickStrip();
  }
}

function setMoving(value) {
  moving = value;
  strip.classList.toggle("moving", value);
  strip.setAttribute("aria-busy", String(value));
  strip.querySelector(".progress").hidden = !value;
  for (const control of strip.querySelectorAll(".jumps button, .jumps input")) control.disabled = value;
}

function pageMenu(anchor) {
  const dark = document.documentElement.dataset.theme === "dark";
  const choose = (changes) => () => {
    remember(changes);
    emit("settings");
  };
  openMenu(anchor, [
    ...languages.map(({ code, name }) => ({
      icon: "globe",
      label: name,
      checked: code === document.documentElement.lang,
      pick: choose({ language: code }),
    })),
    null,
    { icon: "sun", label: word("light"), checked: !dark, pick: choose({ theme: "light" }) },
    { icon: "moon", label: word("dark"), checked: dark, pick: choose({ theme: "dark" }) },
    null,
    { icon: "tap", label: word("taps"), pick: showTaps },
    { icon: "plus", label: word("addPerson"), pick: addPerson },
  ]);
}

async function showTaps() {
  let flows;
  try {
    flows = await api.taps();
  } catch (error) {
    return emit("problem", error.message);
  }
  const head = el("tr", {}, ["tapsFlow", "tapsCount", "tapsBudget"].map((key) => el("th", { scope: "col" }, word(key))));
  const rows = flows.map(({ flow, taps, budget }) =>
    el(budget !== null && taps > budget ? "tr.over" : "tr", {}, el("td", {}, flow), el("td", {}, taps), el("td", {}, budget ?? "–")),
  );
  const body = flows.length ? el("table.taps", {}, el("thead", {}, head), el("tbody", {}, rows)) : el("p.panel-text", {}, word("tapsEmpty"));
  const buttons = el("div.panel-buttons", {}, button("plain", word("close"), () => close(), word("close")));
  const close = openLayer(document.body, [el("h2", {}, word("taps")), body, buttons], { label: word("taps") });
  return undefined;
}
