/** Keyboards: the buttons under a bubble and the keyboard in place of the phone's own. */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { word } from "./words.js";

const CORNER = { url: "link", copy: "copy", switch_inline: "forward", switch_inline_here: "forward", web_app: "link" };
const STYLES = new Set(["primary", "success", "danger"]);

/** actions: {press(message, button), openLink(url), copy(text), say(text)} */
export function inlineKeyboard(message, actions) {
  const rows = message.keyboard.map((row) => el("div.keys", {}, row.map((key) => inlineKey(message, key, actions))));
  const crowded = message.keyboard.some((row) => row.length > 2);
  return el(crowded ? "div.keyboard.crowded" : "div.keyboard", { role: "group" }, rows);
}

function inlineKey(message, key, actions) {
  const style = STYLES.has(key.style) ? `.${key.style}` : "";
  const corner = CORNER[key.kind];
  const node = el(
    `button.key${style}`,
    { type: "button", title: key.text, onclick: () => act(node, message, key, actions) },
    el("span.key-text", {}, key.text),
    corner && el("span.key-corner", {}, icon(corner)),
  );
  return node;
}

async function act(node, message, key, actions) {
  if (key.kind !== "callback") actions.countTap(message, key);
  if (key.kind === "copy") {
    await actions.copy(key.copy);
    return flashCopied(node);
  }
  if (key.kind === "url") return actions.openLink(key.url);
  if (key.kind !== "callback") return actions.say(word("elsewhere"));
  if (node.classList.contains("waiting")) return undefined;
  node.classList.add("waiting");
  node.setAttribute("aria-busy", "true");
  try {
    await actions.press(message, key);
  } finally {
    node.classList.remove("waiting");
    node.removeAttribute("aria-busy");
  }
  return undefined;
}

function flashCopied(node) {
  const corner = node.querySelector(".key-corner");
  corner.replaceChildren(icon("check"));
  node.classList.add("copied");
  setTimeout(() => {
    corner.replaceChildren(icon("copy"));
    node.classList.remove("copied");
  }, 1600);
}

const REQUESTS = { request_contact: "person", request_location: "pin" };

/** onPick(button) is called for every kind; asking for consent is the caller's part. */
export function replyKeyboard(rows, onPick) {
  return rows.map((row) =>
    el(
      "div.keys",
      {},
      row.map((key) =>
        el(
          "button.reply-key",
          { type: "button", title: key.text, onclick: () => onPick(key) },
          REQUESTS[key.kind] && icon(REQUESTS[key.kind]),
          el("span.key-text", {}, key.text),
        ),
      ),
    ),
  );
}
