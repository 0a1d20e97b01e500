/** The list of a chat's messages: draws only what changed and stays at the bottom only if it was there. */

import { button, el, place } from "./dom.js";
import { icon } from "./icons.js";
import { renderMessage } from "./message.js";
import { clockZone, dayKey, dayLabel } from "./time.js";
import { currentLanguage, word } from "./words.js";

const PAGE = 120;
const NEAR_BOTTOM = 48;
const TOGETHER_MS = 10 * 60_000;

export class MessageLog {
  /** ctx as for renderMessage; onBottom() is called whenever the newest message is in sight. */
  constructor(ctx, label, onBottom) {
    Object.assign(this, { ctx, onBottom, messages: [], drawn: new Map(), days: new Map(), limit: PAGE });
    this.sticks = true;
    this.firstUnread = null;
    this.below = 0;
    this.list = el("div.messages");
    this.scroller = el("div.log", { role: "log", tabindex: 0, "aria-label": label }, this.list);
    this.count = el("span.badge", { hidden: true });
    this.down = button("down", word("toBottom"), () => this.toBottom(true), icon("down"), this.count);
    this.down.hidden = true;
    this.node = el("div.log-box", {}, this.scroller, this.down);
    this.more = button("earlier", word("earlier"), () => this.showEarlier(), word("earlier"));
    this.unreadLine = el("div.unread-line", {}, el("span", {}, word("unreadMessages")));
    this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
    this.scroller.addEventListener("keydown", (event) => this.walk(event));
    const observer = new ResizeObserver(() => this.sticks && this.toBottom());
    observer.observe(this.list);
    observer.observe(this.scroller);
  }

  byId(id) {
    return this.messages.find((message) => message.id === id);
  }

  /** unread: how many of the newest bot messages the person has not seen, used on the first drawing only. */
  update(messages, unread = 0) {
    const first = this.messages.length === 0;
    const known = new Set(this.messages.map((message) => message.id));
    this.messages = messages;
    if (first && unread > 0) this.firstUnread = messages.filter((one) => one.from === "bot").at(-unread)?.id ?? null;
    const fresh = first ? [] : messages.filter((message) => !known.has(message.id));
    this.draw(fresh);
    if (first) this.openAtUnread();
    else if (fresh.some((message) => message.from === "person")) this.toBottom(true);
    else if (this.sticks) this.toBottom();
    else this.setBelow(this.below + fresh.length);
  }

  draw(fresh = []) {
    const shown = this.messages.slice(-this.limit);
    const freshIds = new Set(fresh.map((message) => message.id));
    const sections = new Map(); // day -> nodes: a section a day, so that sticky dates push each other away
    let previous = null;
    for (const message of shown) {
      const day = dayKey(message.at);
      if (!sections.has(day)) sections.set(day, [dayLine(message.at)]);
      const nodes = sections.get(day);
      if (message.id === this.firstUnread) nodes.push(this.unreadLine);
      const node = this.messageNode(message, freshIds.has(message.id));
      const joins = previous && previous.day === day && belongTogether(previous.message, message);
      node.classList.toggle("joined", Boolean(joins));
      previous?.node.classList.toggle("tail", !joins);
      previous = { message, node, day };
      nodes.push(node);
    }
    previous?.node.classList.add("tail");
    const more = shown.length < this.messages.length ? [this.more] : [];
    place(this.list, [...more, ...[...sections].map(([day, nodes]) => this.daySection(day, nodes))]);
    this.forget(shown);
  }

  daySection(day, nodes) {
    if (!this.days.has(day)) this.days.set(day, el("section.day-section"));
    const section = this.days.get(day);
    const [line, ...rest] = nodes;
    if (section.firstElementChild?.textContent === line.textContent) rest.unshift(section.firstElementChild);
    else rest.unshift(line);
    place(section, rest);
    return section;
  }

  messageNode(message, isFresh) {
    const signature = JSON.stringify(message) + currentLanguage() + clockZone();
    const old = this.drawn.get(message.id);
    if (old?.signature === signature) return old.node;
    const node = renderMessage(message, this.ctx);
    if (isFresh) node.classList.add("fresh");
    else if (old) replaceDrawn(old.node, node);
    this.drawn.set(message.id, { signature, node });
    return node;
  }

  forget(shown) {
    const ids = new Set(shown.map((message) => message.id));
    for (const id of this.drawn.keys()) if (!ids.has(id)) this.drawn.delete(id);
  }

  openAtUnread() {
    requestAnimationFrame(() => {
      if (!this.unreadLine.isConnected) return this.toBottom();
      const fromTop = this.unreadLine.offsetTop - 60;
      const fits = this.list.offsetHeight - fromTop <= this.scroller.clientHeight;
      if (fits) return this.toBottom();
      this.sticks = false;
      this.scroller.scrollTop = fromTop;
      return undefined;
    });
  }

  toBottom(smooth = false) {
    this.sticks = true;
    this.scroller.scrollTo({ top: this.scroller.scrollHeight, behavior: smooth ? "smooth" : "instant" });
    this.scrolled();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.scroller;
    if (!clientHeight) return;
    const atBottom = scrollHeight - scrollTop - clientHeight < NEAR_BOTTOM;
    if (atBottom) this.sticks = true;
    else if (scrollTop < (this.lastTop ?? 0)) this.sticks = false;
    this.lastTop = scrollTop;
    this.down.hidden = atBottom;
    if (atBottom) this.setBelow(0);
    if (atBottom) this.onBottom();
  }

  /** A list that was off the page comes back at its top: bring it to where it was. */
  restore() {
    if (this.sticks) this.toBottom();
    else this.scroller.scrollTop = this.lastTop ?? 0;
  }

  setBelow(count) {
    this.below = count;
    this.count.hidden = count === 0;
    this.count.textContent = count;
  }

  showEarlier() {
    const fromBottom = this.scroller.scrollHeight - this.scroller.scrollTop;
    this.sticks = false;
    this.limit += PAGE;
    this.draw();
    this.scroller.scrollTop = this.scroller.scrollHeight - fromBottom;
  }

  jump(id) {
    const node = this.drawn.get(id)?.node;
    if (!node) return;
    node.scrollIntoView({ block: "center", behavior: "smooth" });
    restart(node, "pointed");
  }

  /** Arrow keys walk over the messages; Enter on one opens its menu. */
  walk(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const at = event.target;
    if (!step || (at !== this.scroller && !at.classList.contains("message"))) return;
    event.preventDefault();
    const nodes = [...this.list.querySelectorAll(".message")];
    const index = at === this.scroller ? nodes.length - 1 : nodes.indexOf(at) + step;
    nodes[index]?.focus();
  }
}

function dayLine(date) {
  return el("div.day", {}, el("span", {}, dayLabel(date)));
}

function belongTogether(one, next) {
  return one.from === next.from && next.at - one.at < TOGETHER_MS;
}

/** An edited message takes the old one's place, keeps the focus near and shows briefly that it changed. */
function replaceDrawn(old, node) {
  const focused = old.contains(document.activeElement);
  old.replaceWith(node);
  if (focused) node.focus({ preventScroll: true });
  restart(node, "changed");
}

function restart(node, name) {
  node.classList.remove(name);
  void node.offsetWidth;
  node.classList.add(name);
  node.addEventListener("animationend", () => node.classList.remove(name), { once: true });
}
