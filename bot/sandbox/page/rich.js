/**
 * The server's HTML of a message, rebuilt node by node from a list of known tags: whatever is not on the list becomes
 * plain text, so nothing a person or a bot writes can run here.
 */

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { telegramTime } from "./time.js";
import { word } from "./words.js";

const PLAIN = new Set(["B", "I", "U", "S", "MARK", "SUB", "SUP"]);
const RICH = new Set("P UL LI TABLE CAPTION TBODY TR TH TD DETAILS SUMMARY HR FOOTER H1 H2 H3 H4 H5 H6".split(" "));
const KEPT = ["colspan", "rowspan", "open"];
const LINK = /^(https?|tg|mailto):/i;

/** ctx: {locale, onLink(url) -> handled, onCommand(text), onCopy(text)} */
export function richText(html, ctx) {
  const parsed = new DOMParser().parseFromString(`<body>${html}</body>`, "text/html");
  const fragment = document.createDocumentFragment();
  fragment.append(...convertAll(parsed.body, ctx));
  return fragment;
}

function convertAll(parent, ctx) {
  return [...parent.childNodes].flatMap((node) => convert(node, ctx));
}

function convert(node, ctx) {
  if (node.nodeType === Node.TEXT_NODE) return [trimAtBlocks(node)];
  if (node.nodeType !== Node.ELEMENT_NODE) return [];
  const tag = node.tagName;
  if (tag === "CODE") return [copyable(node, ctx)];
  if (tag === "PRE") return [block(node, ctx)];
  if (tag === "TIME") return [moment(node, ctx)];
  const children = convertAll(node, ctx);
  if (PLAIN.has(tag)) return [el(tag.toLowerCase(), {}, children)];
  if (RICH.has(tag)) return [richBlock(node, children)];
  if (tag === "A") return [link(node, ctx, children)];
  if (tag === "BLOCKQUOTE") return [quote(node, children)];
  if (node.classList.contains("spoiler")) return [spoiler(children)];
  if (node.matches(".mention, .hashtag")) return [el("span.link", {}, children)];
  return children;
}

function richBlock(node, children) {
  const attributes = Object.fromEntries(KEPT.map((name) => [name, node.getAttribute(name)]));
  const copy = el(node.tagName.toLowerCase(), attributes, children);
  if (node.style.textAlign) copy.style.textAlign = node.style.textAlign;
  return node.tagName === "TABLE" ? el("div.table-scroll", { tabindex: 0 }, copy) : copy;
}

const isBlock = (node) => node?.tagName === "PRE" || node?.tagName === "BLOCKQUOTE";

/** A quote or a code block ends its line itself: the newline beside it would show as an empty line. */
function trimAtBlocks(node) {
  let text = node.data;
  if (isBlock(node.previousSibling)) text = text.replace(/^\n/, "");
  if (isBlock(node.nextSibling)) text = text.replace(/\n$/, "");
  return text;
}

/** Commands go to the bot, phones to the clipboard, the rest to onLink and then to a new tab of the browser. */
function link(node, ctx, children) {
  const href = node.getAttribute("href") ?? "";
  const { command } = node.dataset;
  if (command) return el("button.link", { type: "button", onclick: () => ctx.onCommand(command) }, children);
  if (href.startsWith("tel:")) return el("button.link", { type: "button", onclick: () => ctx.onCopy(href.slice(4)) }, children);
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
  const expandable = node.classList.contains("expandable");
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
  const unix = Number(node.dataset.unix);
  const flags = node.dataset.format ?? "";
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
