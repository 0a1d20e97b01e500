/** Which phones are on the screen: as many as fit; choosing one more takes the least recently used away. */

import { el, place } from "./dom.js";
import { Phone } from "./phone.js";
import { emit, personById, remember, state } from "./store.js";
import { word } from "./words.js";

const NARROWEST = 336;
const phones = new Map(); // also of hidden people, so that drafts and places survive
let stage;
let full = true; // false once somebody was hidden by hand: then free places stay free

export function startStage(node) {
  stage = node;
  stage.setAttribute("aria-label", word("people"));
  new ResizeObserver(fit).observe(stage);
}

const capacity = () => Math.max(1, Math.floor(stage.clientWidth / NARROWEST));

/** Keep the chosen people, fill free places in the order of the list. */
function fit() {
  const room = capacity();
  const chosen = (state.visible.length ? state.visible : state.settings.shown).filter(personById);
  const others = state.people.map((one) => one.id).filter((id) => !chosen.includes(id));
  const visible = chosen.slice(-room);
  if (full && chosen.length < room) visible.unshift(...others.slice(0, room - chosen.length).reverse());
  setVisible(visible);
}

function setVisible(ids) {
  if (stage.childElementCount && String(ids) === String(state.visible)) return;
  state.visible = ids;
  remember({ shown: ids });
  const ordered = state.people.filter((one) => ids.includes(one.id));
  const shown = ordered.map((one) => phoneOf(one.id));
  const back = shown.filter((phone) => !phone.node.isConnected);
  place(stage, shown.length ? shown.map((phone) => phone.node) : [el("p.stage-empty", {}, word(state.people.length ? "pick" : "nobody"))]);
  back.forEach((phone) => phone.log.restore());
  shown.forEach((phone) => phone.refresh());
  emit("visible");
}

function phoneOf(id) {
  if (!phones.has(id)) phones.set(id, new Phone(personById(id)));
  return phones.get(id);
}

export function showPerson(id) {
  if (!personById(id)) return;
  full = true;
  const others = state.visible.filter((one) => one !== id);
  setVisible([...others.slice(Math.max(0, others.length + 1 - capacity())), id]);
  phoneOf(id).focus();
}

export function hidePerson(id) {
  full = false;
  setVisible(state.visible.filter((one) => one !== id));
}

export function usePerson(id) {
  if (state.visible.at(-1) === id || !state.visible.includes(id)) return;
  state.visible = [...state.visible.filter((one) => one !== id), id];
}

export const visiblePhones = () => state.visible.map((id) => phones.get(id)).filter(Boolean);
export const visiblePhone = (id) => (state.visible.includes(id) ? phones.get(id) : null);

/** People came, went or changed. */
export function peopleChanged() {
  if (!state.visible.length || !state.visible.every(personById)) fit();
  visiblePhones().forEach((phone) => phone.drawPerson());
}

/** Another language of the page: every phone is built anew. */
export function rebuildStage() {
  phones.clear();
  const ids = state.visible;
  stage.replaceChildren();
  state.visible = [];
  setVisible(ids);
}

export async function startChat(id, payload) {
  showPerson(id);
  await phoneOf(id).actions.start(payload);
}
