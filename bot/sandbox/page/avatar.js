/** Round pictures with initials, coloured by id as Telegram does. */

import { el } from "./dom.js";
import { initials } from "./store.js";

export const BOT_PICTURE = new URL("icon.svg", import.meta.url).href;

export function avatar(one) {
  return el(`span.avatar.tint-${Math.abs(Number(one.id) || 0) % 7}`, { "aria-hidden": "true" }, initials(one));
}

export function botAvatar() {
  return el("img.avatar.bot-avatar", { src: BOT_PICTURE, alt: "", width: 40, height: 40 });
}
