/** The bottom of a phone: text field, commands, attachments, reply keyboard, or Start / Unblock in their place. */

import { attachMenu, dropFiles } from "./attach.js";
import { button, el, replaceChildren } from "./dom.js";
import { icon } from "./icons.js";
import { replyKeyboard } from "./keyboards.js";
import { summary } from "./message.js";
import { state } from "./store.js";
import { word } from "./words.js";

const TOUCH = matchMedia("(pointer: coarse)");

export class Composer {
  /** actions: send(body), edit, start, unblock, shareContact, shareLocation, voice; screen is the phone's overlay host. */
  constructor(person, actions, screen) {
    Object.assign(this, { person, actions, screen, chat: {}, topic: null, keyboardOpen: true, chosen: 0 });
    this.input = el("textarea", { rows: 1, "aria-label": word("message"), placeholder: word("message"), enterkeyhint: "send" });
    this.sendButton = button("send", word("send"), () => this.submit(), icon("send"));
    this.micButton = button("tool", word("voice"), () => actions.attach("voice"), icon("mic"));
    this.keyboardButton = button("tool", word("keyboard"), () => this.toggleKeyboard(), icon("keyboard"));
    this.menuButton = button("commands-button", word("commands"), () => this.toggleCommands(), icon("menu"), el("span", {}, word("menu")));
    this.attachButton = button("tool", word("attach"), () => attachMenu(this.attachButton, person, actions), icon("clip"));
    this.topicBar = el("div.topic", { hidden: true });
    this.suggestions = el("div.commands", { role: "listbox", "aria-label": word("commands"), hidden: true });
    this.row = el("div.composer-row", {}, this.menuButton, this.attachButton, this.input, this.keyboardButton, this.micButton, this.sendButton);
    this.keyboard = el("div.reply-keyboard", { hidden: true, role: "group", "aria-label": word("keyboard") });
    this.node = el("div.composer");
    this.listen();
  }

  listen() {
    this.input.addEventListener("input", () => this.typed());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (files.length) event.preventDefault();
      dropFiles(files, this.actions);
    });
    this.input.addEventListener("blur", () => setTimeout(() => this.suggest([]), 150));
  }

  update(person, chat) {
    const keysChanged = JSON.stringify(chat.replyKeyboard) !== JSON.stringify(this.chat.replyKeyboard);
    Object.assign(this, { person, chat });
    if (person.blocked) return this.only("blocked-bar", word("blocked"), word("unblock"), () => this.actions.unblock());
    if (!person.started) return this.only("start-bar", null, word("start"), () => this.actions.start(""));
    if (!this.row.isConnected) replaceChildren(this.node, this.suggestions, this.topicBar, this.row, this.keyboard);
    this.input.placeholder = chat.placeholder || word("message");
    this.menuButton.hidden = !chat.commands?.length;
    this.menuButton.parentNode.classList.toggle("with-menu", Boolean(chat.commands?.length));
    if (keysChanged) this.keyboardOpen = true;
    this.drawKeyboard(chat.replyKeyboard);
    this.typed();
    return undefined;
  }

  only(kind, text, label, pick) {
    replaceChildren(this.node, el(`div.${kind}`, {}, text && el("p", {}, text), button("wide", label, pick, label)));
  }

  drawKeyboard(rows) {
    this.keyboardButton.hidden = !rows?.length;
    this.keyboard.hidden = !rows?.length || !this.keyboardOpen;
    this.keyboardButton.classList.toggle("on", this.keyboardOpen);
    this.keyboardButton.setAttribute("aria-expanded", String(this.keyboardOpen));
    replaceChildren(this.keyboard, replyKeyboard(rows ?? [], (key) => this.pick(key)));
  }

  pick(key) {
    if (key.kind === "request_contact") return this.actions.shareContact();
    if (key.kind === "request_location") return this.actions.attach("location");
    if (key.kind && key.kind !== "text") return this.actions.say(word("elsewhere"));
    return this.actions.send({ text: key.text });
  }

  toggleKeyboard() {
    this.keyboardOpen = !this.keyboardOpen;
    this.drawKeyboard(this.chat.replyKeyboard);
  }

  /** about: {message, editing} puts a line above the field; null takes it away. */
  setTopic(about) {
    const wasEditing = this.topic?.editing;
    this.topic = about;
    this.topicBar.hidden = !about;
    if (about) this.drawTopic(about);
    if (about?.editing) this.input.value = about.message.words;
    else if (wasEditing) this.input.value = "";
    this.typed();
    if (about) this.input.focus();
  }

  drawTopic({ message, editing }) {
    replaceChildren(
      this.topicBar,
      icon(editing ? "edit" : "reply"),
      el("div.topic-body", {}, el("b", {}, word(editing ? "editing" : "reply")), el("span", {}, summary(message))),
      button("tool", word("cancel"), () => this.setTopic(null), icon("close")),
    );
  }

  typed() {
    const text = this.input.value;
    this.input.style.height = "auto";
    if (this.input.scrollHeight) this.input.style.height = `${Math.min(this.input.scrollHeight, 140)}px`;
    this.sendButton.hidden = text.trim() === "";
    this.micButton.hidden = !this.sendButton.hidden;
    this.row.classList.toggle("typing", text !== "");
    const inline = /^@(\w+)\s(.*)$/s.exec(text);
    if (inline && inline[1].toLowerCase() === state.bot.username?.toLowerCase()) return this.askInline(inline[2].trim());
    this.asked = null;
    const typed = /^\/(\w*)$/.exec(text);
    return this.suggest(typed ? (this.chat.commands ?? []).filter(({ command }) => command.startsWith(typed[1].toLowerCase())) : []);
  }

  /** Inline mode: what the bot offers for the text after its name, once the person stops typing. */
  askInline(query) {
    if (query === this.asked) return;
    this.asked = query;
    clearTimeout(this.inlineTimer);
    this.inlineTimer = setTimeout(async () => {
      const answer = await this.actions.inline(query);
      if (query !== this.asked || !answer) return;
      const results = answer.results.map(({ id, title, description }) => ({
        text: title,
        note: description ?? "",
        pick: () => this.choose(answer.query_id, id),
      }));
      const { button: above } = answer;
      if (above) results.unshift({ text: above.text, note: "", pick: () => this.actions.start(above.start_parameter) });
      this.offer(results);
    }, 250);
  }

  choose(queryId, resultId) {
    this.input.value = "";
    this.typed();
    this.actions.choose(queryId, resultId);
  }

  toggleCommands() {
    const open = this.suggestions.hidden;
    this.suggest(open ? this.chat.commands : []);
    this.input.focus({ preventScroll: true });
  }

  suggest(commands) {
    this.offer(commands.map(({ command, description }) => ({ text: description, note: `/${command}`, pick: () => this.run(command) })));
    this.menuButton.setAttribute("aria-expanded", String(commands.length > 0));
  }

  /** Lines above the field to pick from: text, note, pick(). */
  offer(lines) {
    this.offered = lines;
    this.chosen = 0;
    this.suggestions.hidden = lines.length === 0;
    replaceChildren(
      this.suggestions,
      lines.map(({ text, note, pick }, index) =>
        el(
          "button.command",
          {
            type: "button",
            role: "option",
            tabindex: -1,
            "aria-selected": String(index === 0),
            onpointerdown: (event) => event.preventDefault(), // the field keeps the focus
            onclick: pick,
          },
          el("span.command-text", {}, text),
          el("span.command-name", {}, note),
        ),
      ),
    );
  }

  run(command) {
    this.input.value = "";
    this.typed();
    this.actions.send({ text: `/${command}` });
  }

  key(event) {
    if (event.isComposing) return;
    if (!this.suggestions.hidden && this.suggestionKey(event)) return event.preventDefault();
    if (event.key === "Escape" && this.topic) return this.setTopic(null);
    if (event.key === "ArrowUp" && this.input.value === "") return this.actions.editLast();
    if (event.key !== "Enter" || event.shiftKey || (TOUCH.matches && !event.ctrlKey)) return undefined;
    event.preventDefault();
    return this.submit();
  }

  suggestionKey(event) {
    if (event.key === "Escape") return this.suggest([]) ?? true;
    if (event.key === "Enter" || event.key === "Tab") return this.offered[this.chosen].pick() ?? true;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return false;
    this.chosen = (this.chosen + step + this.offered.length) % this.offered.length;
    [...this.suggestions.children].forEach((node, index) => {
      node.setAttribute("aria-selected", String(index === this.chosen));
      if (index === this.chosen) node.scrollIntoView({ block: "nearest" });
    });
    return true;
  }

  async submit() {
    const text = this.input.value.trim();
    if (!text) return;
    const topic = this.topic;
    this.input.value = "";
    this.setTopic(null);
    this.typed();
    this.input.focus({ preventScroll: true });
    const sent = topic?.editing
      ? await this.actions.edit(topic.message.id, text)
      : await this.actions.send({ text, reply_to: topic?.message.id });
    if (!sent && this.input.value === "") {
      this.input.value = text;
      this.typed();
    }
  }
}
