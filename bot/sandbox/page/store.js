/** What the page knows, and who wants to hear about changes. */

const SETTINGS = "voronka.sandbox";

export const state = {
  bot: { name: "Voronka", username: "" },
  people: [],
  visible: [], // ids of the people whose phones are on the screen, least recently used first
  settings: { language: null, theme: null, shown: [], ...stored() },
};

const bus = new EventTarget();
export const on = (topic, listener) => bus.addEventListener(topic, (event) => listener(event.detail));
export const emit = (topic, detail) => bus.dispatchEvent(new CustomEvent(topic, { detail }));

function stored() {
  try {
    return JSON.parse(localStorage.getItem(SETTINGS)) ?? {};
  } catch {
    return {};
  }
}

export function remember(changes) {
  Object.assign(state.settings, changes);
  try {
    localStorage.setItem(SETTINGS, JSON.stringify(state.settings));
  } catch {
    /* a private window: the choice lasts as long as the page */
  }
}

export const personById = (id) => state.people.find((one) => one.id === id);
export const fullName = (one) => [one.first_name, one.last_name].filter(Boolean).join(" ");

/** Two letters for an avatar without a picture; the first code points, so emoji survive. */
export function initials(one) {
  const names = [one.first_name, one.last_name].filter(Boolean);
  return names.slice(0, 2).map((name) => [...name.trim()][0] ?? "").join("").toUpperCase();
}
