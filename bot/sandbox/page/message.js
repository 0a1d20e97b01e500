/** One message as a bubble with what belongs to it. */

import { attachments } from "./attachments.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { inlineKeyboard } from "./keyboards.js";
import { richText } from "./rich.js";
import { timeOf } from "./time.js";
import { word } from "./words.js";

const EMOJI = /^(?:\p{Extended_Pictographic}(?:\uFE0F|\u200D\p{Extended_Pictographic}|\p{Emoji_Modifier})*|\p{Regional_Indicator}{2}|\s){1,12}$/u;

/**
 * ctx: {person, botName, byId(id) -> message, actions} with the actions of chatActions().
 */
export function renderMessage(message, ctx) {
  const mine = message.from === "person";
  const body = bubble(message, ctx);
  const node = el(
    `div.message.${mine ? "mine" : "theirs"}`,
    { tabindex: -1, "data-id": message.id, "aria-label": `${mine ? word("me") : ctx.botName}, ${timeOf(message.at)}` },
    el("div.bubble-row", {}, body),
    message.keyboard?.length ? inlineKeyboard(message, ctx.actions) : null,
  );
  if (message.keyboard?.length) node.classList.add("with-keyboard");
  listen(node, body, message, ctx);
  return node;
}

function listen(node, body, message, ctx) {
  const open = (event) => {
    if (event.target.closest("a, .keyboard")) return;
    event.preventDefault();
    ctx.actions.menu(message, node, event);
  };
  node.addEventListener("contextmenu", open);
  node.addEventListener("keydown", (event) => {
    if (event.target === node && (event.key === "Enter" || event.key === " ")) open(event);
  });
  body.addEventListener("dblclick", (event) => {
    if (event.target.closest("a, button, pre, code")) return;
    if (message.from === "person" && message.words) ctx.actions.beginEdit(message);
    else ctx.actions.reply(message);
  });
}

function bubble(message, ctx) {
  const text = textOf(message, ctx);
  const meta = metaOf(message);
  const big = isBig(message);
  const parts = [
    message.forwardedFrom !== null && el("div.forwarded", {}, word("forwardedFrom", { name: message.forwardedFrom })),
    message.via_bot && el("div.forwarded", {}, word("viaBot", { name: message.via_bot.username })),
    message.reply_to && replyPreview(message.reply_to, ctx),
    ...attachments(message, ctx),
  ];
  const onlyPicture = Boolean(message.photo) && !text;
  const kinds = [big && "big", message.photo && "with-photo", onlyPicture && "only-photo"].filter(Boolean);
  if (text) text.append(meta);
  return el(["div", "bubble", ...kinds].join("."), {}, parts, text ?? el("div.bare-meta", {}, meta), reactionsOf(message, ctx));
}

function textOf(message, ctx) {
  const links = {
    locale: ctx.person.language_code || "en",
    onLink: (url) => ctx.actions.openLink(url, true),
    onCommand: ctx.actions.command,
    onCopy: ctx.actions.copy,
  };
  if (!message.html) return null;
  return el(message.rich ? "div.text.rich" : "div.text", {}, richText(message.html, links));
}

function isBig(message) {
  if (message.sticker) return true;
  const { text } = message;
  return !message.keyboard?.length && text.length <= 24 && /\p{Extended_Pictographic}/u.test(text) && EMOJI.test(text);
}

function metaOf(message) {
  return el(
    "span.meta",
    {},
    message.edited && el("span", {}, word("edited")),
    el("span", {}, timeOf(message.at)),
    message.from === "person" && icon("checks"),
  );
}

function replyPreview(id, ctx) {
  const original = ctx.byId(id);
  const author = original?.from === "person" ? word("me") : ctx.botName;
  return el(
    "button.reply",
    { type: "button", onclick: () => ctx.actions.jump(id) },
    el("span.reply-author", {}, author),
    el("span.reply-text", {}, original ? summary(original) : word("deleted")),
  );
}

/** One line that stands for a message: its text, or what it carries. */
export function summary(message) {
  if (message.words) return message.words.replace(/\s+/g, " ").slice(0, 160);
  const kind = ["photo", "voice", "location", "contact", "document", "sticker"].find((name) => message[name]);
  if (kind === "document") return message.document.name || word("file");
  return kind ? word(kind) : "…";
}

function reactionsOf(message, ctx) {
  if (!message.reactions.length) return null;
  const chip = ({ emoji, mine }) =>
    el(mine ? "button.reaction.own" : "button.reaction", { type: "button", onclick: () => ctx.actions.react(message, emoji) }, emoji);
  return el("div.reactions", {}, message.reactions.map(chip));
}
