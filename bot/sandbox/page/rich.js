/**
 * The server's HTML of a message, rebuilt node by node from a list of known tags: whatever is not on the list becomes
 * plain text, so nothing a person or a bot writes can run here.
 */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { telegramTime } from "./time.js";
import { word } from "./words.js";

const PLAIN = { B: "b", STRONG: "b", I: "i", EM: "i", U: "u", INS: "u", S: "s", STRIKE: "s", DEL: "s" };
const LINK = /^(https?|tg|mailto|tel):/i;
const FOUND = new RegExp(
  [
    String.raw`(?<link>\bhttps?:\/\/[^\s<>"]+[^\s<>".,!?;:)]|\bt\.me\/[^\s<>"]+[^\s<>".,!?;:)])`,
    String.raw`(?<command>(?<![\p{L}\p{N}_/<])\/[a-z][a-z0-9_]{1,31}(?![\p{L}\p{N}_/]))`,
    String.raw`(?<phone>\+\d[\d ()\-]{7,17}\d)`,
    String.raw`(?<mail>[\w.+-]+@[\w-]+\.[\w.-]*\w)`,
  ].join("|"),
  "gu",
);

/** ctx: {locale, onLink(url), onCommand(text), onCopy(text)} */
export function richText(html, ctx) {
  const parsed = new DOMParser().parseFromString(`<body>${html}</body>`, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...convertAll(parsed.body, ctx, true));
  return fragment;
}

export function plainText(text, ctx) {
  const fragment = document.createDocumentFragment();
  fragment.append(...linkify(text, ctx));
  return fragment;
}

function convertAll(parent, ctx, links) {
  return [...parent.childNodes].flatMap((node) => convert(node, ctx, links));
}

function convert(node, ctx, links) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = trimAtBlocks(node);
    return links ? linkify(text, ctx) : [text];
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const children = (inside = links) => convertAll(node, ctx, inside);
  const tag = node.tagName;
  if (PLAIN[tag]) return [el(PLAIN[tag], {}, children())];
  if (tag === "BR") return ["\n"];
  if (tag === "A") return [anchor(node, ctx, children(false))];
  if (tag === "CODE") return [copyable(node, ctx)];
  if (tag === "PRE") return [block(node, ctx)];
  if (tag === "BLOCKQUOTE") return [quote(node, children())];
  if (tag === "TG-SPOILER" || node.classList.contains("tg-spoiler")) return [spoiler(children())];
  if (tag === "TG-TIME" || tag === "TIME" || node.classList.contains("tg-time")) return [moment(node, ctx)];
  return children();
}

const isBlock = (node) => node?.tagName === "PRE" || node?.tagName === "BLOCKQUOTE";

/** A quote or a code block ends its line itself: the newline beside it would show as an empty line. */
function trimAtBlocks(node) {
  let text = node.data;
  if (isBlock(node.previousSibling)) text = text.replace(/^\n/, "");
  if (isBlock(node.nextSibling)) text = text.replace(/\n$/, "");
  return text;
}

function linkify(text, ctx) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(FOUND)) {
    nodes.push(text.slice(end, match.index), found(match, ctx));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter((part) => part !== "");
}

function found({ 0: text, groups }, ctx) {
  if (groups.command) return el("button.link", { type: "button", onclick: () => ctx.onCommand(text) }, text);
  if (groups.phone) return el("button.link", { type: "button", onclick: () => ctx.onCopy(text) }, text);
  if (groups.mail) return externalLink(`mailto:${text}`, [text], ctx);
  return externalLink(text.startsWith("http") ? text : `https://${text}`, [text], ctx);
}

function anchor(node, ctx, children) {
  const href = node.getAttribute("href") ?? "";
  if (href.startsWith("/")) {
    const command = node.textContent;
    return el("button.link", { type: "button", onclick: () => ctx.onCommand(command) }, children);
  }
  return LINK.test(href) ? externalLink(href, children, ctx) : el("span", {}, children);
}

function externalLink(href, children, ctx) {
  const onclick = (event) => {
    if (ctx.onLink(href)) event.preventDefault();
  };
  return el("a", { href, target: "_blank", rel: "noopener noreferrer", onclick }, children);
}

function copyable(node, ctx) {
  const text = node.textContent;
  const copy = () => ctx.onCopy(text);
  return el("code", { onclick: copy, title: word("copyText") }, text);
}

function block(node, ctx) {
  const language = /language-([\w+#-]+)/.exec(node.firstElementChild?.className ?? node.className)?.[1];
  const text = node.textContent.replace(/\n$/, "");
  return el(
    "div.pre",
    {},
    language && el("div.pre-language", {}, language),
    el("pre", { tabindex: 0 }, text),
    el("button.pre-copy", { type: "button", "aria-label": word("copyText"), onclick: () => ctx.onCopy(text) }, icon("copy")),
  );
}

function quote(node, children) {
  const expandable = node.hasAttribute("expandable") || node.classList.contains("expandable");
  const body = el("div.quote-body", {}, children);
  const box = el("blockquote", {}, body);
  if (expandable) makeExpandable(box, body);
  return box;
}

function makeExpandable(box, body) {
  const toggle = el("button.quote-toggle", { type: "button", "aria-label": word("expand"), "aria-expanded": "false" }, icon("down"));
  const flip = (event) => {
    if (event.target.closest("a, button.link, .spoiler, code")) return;
    const open = box.classList.toggle("collapsed") === false;
    toggle.setAttribute("aria-expanded", String(open));
  };
  box.classList.add("expandable", "collapsed");
  box.append(toggle);
  box.addEventListener("click", flip);
  requestAnimationFrame(() => {
    if (body.scrollHeight > body.clientHeight + 2) return;
    box.classList.remove("expandable", "collapsed");
    box.removeEventListener("click", flip);
    toggle.remove();
  });
}

function spoiler(children) {
  const node = el("span.spoiler", { role: "button", tabindex: 0, "aria-label": word("spoiler") }, el("span", {}, children));
  const reveal = (event) => {
    if (node.classList.contains("shown")) return;
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    event.stopPropagation();
    for (const one of node.closest(".text")?.querySelectorAll(".spoiler") ?? [node]) {
      one.classList.add("shown");
      for (const name of ["role", "tabindex", "aria-label"]) one.removeAttribute(name);
    }
  };
  node.addEventListener("click", reveal, { capture: true });
  node.addEventListener("keydown", reveal);
  return node;
}

function moment(node, ctx) {
  const unix = Number(node.getAttribute("unix") ?? node.dataset.unix) || Date.parse(node.getAttribute("datetime")) / 1000;
  const flags = node.getAttribute("format") ?? node.dataset.format ?? "";
  const time = el("time", {}, node.textContent);
  if (!Number.isFinite(unix)) return time;
  time.dateTime = new Date(unix * 1000).toISOString();
  Object.assign(time.dataset, { flags, locale: ctx.locale, written: node.textContent });
  drawMoment(time);
  return time;
}

function drawMoment(time) {
  const { flags, locale, written } = time.dataset;
  const date = new Date(time.dateTime);
  time.textContent = telegramTime(date, flags, locale) || written;
  time.title = telegramTime(date, "wDt", locale);
}

/** Relative times and the zone follow the clock. */
export function redrawMoments(root) {
  root.querySelectorAll("time[data-flags]").forEach(drawMoment);
}
