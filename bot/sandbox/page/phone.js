/** One person's phone with the chat with the bot on it. */

import { avatar, botAvatar } from "./avatar.js";
import { chatActions } from "./actions.js";
import { dropFiles } from "./attach.js";
import { Composer } from "./composer.js";
import { button, el, replaceChildren } from "./dom.js";
import { icon } from "./icons.js";
import { api } from "./api.js";
import { alertBox, form, openMenu } from "./layers.js";
import { MessageLog } from "./log.js";
import { emit, fullName, personById, state } from "./store.js";
import { redrawMoments } from "./rich.js";
import { sandboxNow, timeOf } from "./time.js";
import { word } from "./words.js";

const TOAST_MS = 3500;
const TYPING_MS = 5500; // nobody tells when the bot stops typing: look again

export class Phone {
  constructor(person) {
    Object.assign(this, { id: person.id, chat: null, loading: null, again: false, toastsShown: new Set() });
    this.screen = el("div.screen");
    this.actions = chatActions(this);
    const ctx = { person, botName: state.bot.name, byId: (id) => this.log.byId(id), actions: this.actions };
    this.ctx = ctx;
    this.log = new MessageLog(ctx, word("chatWith", { name: fullName(person) }), () => this.seen());
    this.composer = new Composer(person, this.actions, this.screen);
    this.status = el("span.status");
    this.time = el("span");
    this.toasts = el("div.toasts", { role: "status", "aria-live": "polite" });
    this.empty = el("div.empty-hint", { hidden: true }, botAvatar(), el("b", {}, state.bot.name), el("p", {}, word("startHint")));
    this.owner = el("header.owner");
    this.node = el("section.phone", { "data-person": person.id }, this.owner, el("div.device", {}, this.screen));
    replaceChildren(this.screen, this.statusBar(), this.head(), this.log.node, this.empty, this.composer.node, this.toasts);
    this.listen();
    this.drawPerson();
  }

  get person() {
    return personById(this.id) ?? this.ctx.person;
  }

  listen() {
    for (const name of ["pointerdown", "focusin"]) this.node.addEventListener(name, () => emit("used", this.id));
    this.screen.addEventListener("dragover", (event) => event.preventDefault());
    this.screen.addEventListener("drop", (event) => {
      event.preventDefault();
      dropFiles([...event.dataTransfer.files], this.actions);
    });
  }

  statusBar() {
    return el("div.status-bar", { "aria-hidden": "true" }, this.time, el("span.notch"), el("span.signal", {}, el("i"), el("i"), el("i"), el("b")));
  }

  head() {
    this.badge = el("span.head-person");
    const more = button("tool", word("menu"), () => this.menu(more), icon("more"));
    return el("div.head", {}, botAvatar(), el("div.head-names", {}, el("b", {}, state.bot.name), this.status), this.badge, more);
  }

  /** Name, label and state of the person; called whenever they change. */
  drawPerson() {
    const { person } = this;
    this.ctx.person = person;
    this.node.setAttribute("aria-label", word("chatWith", { name: fullName(person) }));
    const hide = button("tool", word("hide"), () => emit("hide", this.id), icon("close"));
    const names = el("div.owner-names", {}, el("b", {}, fullName(person)), el("span", {}, this.caption(person)));
    replaceChildren(this.owner, avatar(person), names, hide);
    replaceChildren(this.badge, el("span", {}, person.first_name), el("small", {}, person.title));
    if (this.chat) this.composer.update(person, this.chat);
    this.empty.hidden = person.started || Boolean(this.chat?.messages.length);
  }

  caption(person) {
    return [person.title, person.language_code?.toUpperCase()].filter(Boolean).join(" · ");
  }

  /** Load the chat again and draw what changed. Calls during a load join into one more load. */
  async refresh() {
    if (this.loading) {
      this.again = true;
      return this.loading;
    }
    this.loading = this.load().finally(() => {
      this.loading = null;
      if (this.again) {
        this.again = false;
        this.refresh();
      }
    });
    return this.loading;
  }

  async load() {
    let chat;
    try {
      chat = await api.chat(this.id);
    } catch {
      return; // the live connection notices and refreshes everything when the sandbox is back
    }
    if (!this.chat) chat.toasts.forEach(({ id }) => this.toastsShown.add(id));
    this.chat = chat;
    if (chat.bot.name !== state.bot.name) emit("bot", chat.bot);
    this.takeState(chat);
    this.composer.update(this.person, chat);
    this.log.update(chat.messages, chat.unread);
    this.empty.hidden = this.person.started || chat.messages.length > 0;
    this.drawStatus();
    this.seen();
    clearTimeout(this.typingTimer);
    if (chat.typing) this.typingTimer = setTimeout(() => this.refresh(), TYPING_MS);
  }

  /** The chat tells whether the person has started or blocked the bot; the rail shows it. */
  takeState({ started, blocked, unread }) {
    const { person } = this;
    if (person.started === started && person.blocked === blocked && person.unread === unread) return;
    Object.assign(person, { started, blocked, unread });
    emit("visible");
  }

  drawStatus() {
    this.time.textContent = timeOf(sandboxNow());
    const typing = this.chat?.typing;
    this.status.classList.toggle("typing", Boolean(typing));
    replaceChildren(this.status, typing ? [word("typing"), el("span.dots", {}, el("i"), el("i"), el("i"))] : word("bot"));
  }

  tick() {
    this.time.textContent = timeOf(sandboxNow());
    redrawMoments(this.log.node);
  }

  /** The newest message is in sight: tell the sandbox, which tells everybody else. */
  seen() {
    if (!this.chat?.unread || !this.node.isConnected || document.hidden || !this.log.sticks) return;
    this.chat.unread = 0;
    this.takeState(this.chat);
    api.read(this.id).catch(() => {});
  }

  /** The bot's answer to a press comes both with the press and as an event: shown once, told apart by its id. */
  showAnswer({ id, text, show_alert: alert }) {
    if (!text || this.toastsShown.has(id)) return;
    this.toastsShown.add(id);
    if (alert) alertBox(this.screen, text);
    else this.toast(text);
  }

  toast(text) {
    const node = el("div.toast", {}, text);
    this.toasts.append(node);
    setTimeout(() => node.classList.add("leaving"), TOAST_MS);
    setTimeout(() => node.remove(), TOAST_MS + 300);
  }

  menu(anchor) {
    const { person, actions } = this;
    openMenu(anchor, [
      { icon: "link", label: word("startPayload"), pick: () => this.startByLink() },
      { icon: "edit", label: word("editPerson"), pick: () => actions.editPerson() },
      null,
      person.blocked
        ? { icon: "check", label: word("unblock"), pick: () => actions.unblock() }
        : { icon: "block", label: word("blockBot"), danger: true, pick: () => actions.block() },
    ]);
  }

  async startByLink() {
    const answer = await form(this.screen, {
      title: word("startPayload"),
      submit: word("start"),
      fields: [{ name: "link", label: word("startLink"), "data-autofocus": true, placeholder: `https://t.me/${state.bot.username}?start=…` }],
    });
    if (answer) this.actions.start(/[?&]start=([\w-]+)/.exec(answer.link)?.[1] ?? answer.link);
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) this.composer.input.focus({ preventScroll: true });
    this.node.scrollIntoView({ inline: "nearest", block: "nearest", behavior: "smooth" });
  }
}
