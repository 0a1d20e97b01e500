/** Puts the page together and keeps it up to date with the sandbox. */

import { api } from "./api.js";
import { el } from "./dom.js";
import { drawRail } from "./people.js";
import { hidePerson, peopleChanged, rebuildStage, showPerson, startChat, startStage, usePerson, visiblePhone, visiblePhones } from "./stage.js";
import { on, personById, state } from "./store.js";
import { drawStrip, takeClock, tickStrip } from "./strip.js";
import { resyncEvery } from "./time.js";
import { browserLanguage, useLanguage, word } from "./words.js";

const RETRY_MS = 1500;
const nodes = Object.fromEntries(["strip", "rail", "stage"].map((id) => [id, document.getElementById(id)]));
const darkWanted = matchMedia("(prefers-color-scheme: dark)");
let banner = null;

function applySettings() {
  const { language, theme } = state.settings;
  useLanguage(language ?? browserLanguage());
  document.documentElement.dataset.theme = theme ?? (darkWanted.matches ? "dark" : "light");
}

async function loadPeople() {
  state.people = await api.people();
  drawRail(nodes.rail);
  peopleChanged();
}

async function syncClock(jumped = false) {
  takeClock(await api.clock(), jumped);
}

/** Everything anew: at the start and after a lost connection. */
async function reload() {
  await Promise.all([loadPeople(), syncClock()]);
  visiblePhones().forEach((phone) => phone.refresh());
}

function drawAll() {
  drawStrip(nodes.strip);
  drawRail(nodes.rail);
  rebuildStage();
}

function tick() {
  tickStrip();
  visiblePhones().forEach((phone) => phone.tick());
}

let peopleTimer = null;
function peopleSoon() {
  peopleTimer ??= setTimeout(() => {
    peopleTimer = null;
    loadPeople().catch(() => {});
  }, 60);
}

function received(event) {
  if (event.kind === "clock") syncClock(true).then(tick, () => {});
  else if (event.kind === "person") peopleSoon();
  else if (event.kind === "unread") setUnread(event);
  else if (event.kind === "toast") visiblePhone(event.person)?.showAnswer(event);
  if (event.person && event.kind !== "toast") visiblePhone(event.person)?.refresh();
  if (event.kind === "message" && !visiblePhone(event.person)) peopleSoon();
}

function setUnread({ person, unread }) {
  const one = personById(person);
  if (!one || unread === undefined) return peopleSoon();
  one.unread = unread;
  return drawRail(nodes.rail);
}

function listen() {
  const source = api.events();
  source.addEventListener("open", () => {
    setBanner(null);
    reload().catch(() => {});
  });
  source.addEventListener("message", ({ data }) => received(JSON.parse(data)));
  source.addEventListener("error", () => {
    setBanner(word("offline"));
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, RETRY_MS);
  });
}

function setBanner(text) {
  banner?.remove();
  banner = text ? el("div.banner", { role: "alert" }, text) : null;
  if (banner) document.body.append(banner);
}

function problem(why) {
  setBanner(why ? word("failed", { why }) : word("offline"));
  setTimeout(() => setBanner(null), 4000);
}

on("show", showPerson);
on("hide", hidePerson);
on("used", usePerson);
on("visible", () => drawRail(nodes.rail));
on("start", ({ id, payload }) => startChat(id, payload));
on("people", (id) => loadPeople().then(() => id && showPerson(id), () => problem("")));
on("moved", () => visiblePhones().forEach((phone) => phone.refresh()));
on("problem", problem);
on("bot", (bot) => {
  state.bot = bot;
  drawAll();
});
on("settings", () => {
  applySettings();
  drawAll();
});
darkWanted.addEventListener("change", applySettings);
document.addEventListener("visibilitychange", () => visiblePhones().forEach((phone) => phone.seen()));

applySettings();
drawStrip(nodes.strip);
startStage(nodes.stage);
listen();
setInterval(tick, 1000);
setInterval(() => syncClock().catch(() => {}), resyncEvery);
