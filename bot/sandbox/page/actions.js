/** What can be done in a chat. Failures show as the phone's own toast; nothing here throws. */

import { api } from "./api.js";
import { ATTACH, fileForm } from "./attach.js";
import { avatar } from "./avatar.js";
import { button, el } from "./dom.js";
import { alertBox, ask, openMenu, viewPicture } from "./layers.js";
import { personForm } from "./people.js";
import { emit, fullName, state } from "./store.js";
import { word } from "./words.js";

const QUICK_REACTIONS = ["👍", "❤️", "🔥", "🎉", "😢", "👎"];
const START_LINK = /^(?:https?:\/\/)?t\.me\/(\w+)\?(?:.*&)?start=([\w-]+)|^tg:\/\/resolve\?domain=(\w+)&start=([\w-]+)/i;

export function chatActions(phone) {
  const { id } = phone;
  const say = (text) => phone.toast(text);

  /** Do it, then draw the chat; true when it worked. */
  async function run(call) {
    try {
      await call();
      phone.refresh();
      return true;
    } catch (error) {
      say(error.message ? word("failed", { why: error.message }) : word("offline"));
      return false;
    }
  }

  async function press(message, key) {
    let answer;
    const done = await run(async () => {
      answer = await api.press(id, message.id, key.data);
    });
    if (!done) return;
    if (!answer.answered) say(word("noAnswer"));
    phone.showAnswer({ ...answer, id: answer.callback_id });
    if (answer.url) openLink(answer.url);
  }

  /** Presses the bot never hears of count as taps all the same. */
  const countTap = (message, key) => api.tap(id, message.id, key.text).catch(() => {});

  /** Links to a bot's start open in a sandbox chat; true means: handled, the browser need not follow. */
  function openLink(url, fromText = false) {
    const start = START_LINK.exec(url);
    if (start) chooseStarter(start[2] ?? start[4]);
    else if (/^(tg:|https?:\/\/t\.me\/)/i.test(url)) say(word("elsewhere"));
    else if (fromText) return false;
    else window.open(url, "_blank", "noopener");
    return true;
  }

  /** An invitation is for somebody else as often as not: ask whose phone opens it. */
  function chooseStarter(payload) {
    const others = state.people.filter((one) => one.id !== id);
    const items = [phone.person, ...others].map((one) => ({
      icon: avatar(one),
      label: fullName(one),
      note: one.title,
      pick: () => emit("start", { id: one.id, payload }),
    }));
    const box = phone.screen.getBoundingClientRect();
    openMenu({ x: box.left + 24, y: box.top + box.height / 3 }, items, {
      label: word("openAs"),
      header: el("div.menu-title", {}, word("openAs"), el("code", {}, payload)),
    });
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      copyOldWay(text);
    }
    say(word("copied"));
  }

  async function shareContact() {
    const { person } = phone;
    if (!person.phone) return alertBox(phone.screen, word("noPhone"));
    const yes = await ask(phone.screen, {
      title: word("shareContact"),
      text: word("shareContactText", { phone: person.phone }),
      yes: word("share"),
      no: word("cancel"),
    });
    const { phone: number, first_name, last_name } = person;
    return yes && send({ contact: { phone: number, first_name, last_name, own: true } });
  }

  async function offerFile(file, as) {
    const data = await fileForm(phone.screen, file, as);
    if (data) send(data);
  }

  function menu(message, node, event) {
    const own = message.from === "person";
    const text = message.words;
    const items = [
      { icon: "reply", label: word("reply"), pick: () => topic(message, false) },
      text && { icon: "copy", label: word("copyText"), pick: () => copy(text) },
      own && text && { icon: "edit", label: word("edit"), pick: () => topic(message, true) },
      { icon: "trash", label: word("remove"), danger: true, pick: () => run(() => api.remove(id, message.id)) },
    ].filter(Boolean);
    const where = event.type === "contextmenu" && event.clientX ? { x: event.clientX, y: event.clientY } : node.querySelector(".bubble");
    const close = openMenu(where, items, { header: own ? null : reactionRow((emoji) => (close(), react(message, emoji))) });
  }

  const reactionRow = (pick) =>
    el("div.quick-reactions", { "aria-label": word("reactions") }, QUICK_REACTIONS.map((emoji) => button("quick", emoji, () => pick(emoji), emoji)));

  function react(message, emoji) {
    const mine = message.reactions.some((one) => one.mine && one.emoji === emoji);
    return run(() => api.react(id, message.id, mine ? "" : emoji));
  }

  const send = (body) => run(() => api.send(id, body));
  const topic = (message, editing) => phone.composer.setTopic({ message, editing });

  return {
    press,
    countTap,
    openLink,
    copy,
    say,
    send,
    menu,
    react,
    shareContact,
    offerFile,
    view: viewPicture,
    command: (text) => send({ text }),
    jump: (messageId) => phone.log.jump(messageId),
    reply: (message) => topic(message, false),
    beginEdit: (message) => topic(message, true),
    edit: (messageId, text) => run(() => api.edit(id, messageId, text)),
    editLast: () => {
      const last = phone.log.messages.findLast((message) => message.from === "person" && message.words);
      if (last) topic(last, true);
    },
    start: (payload) => send({ start: payload }),
    inline: (query) => api.inline(id, query).catch(() => null),
    choose: (queryId, resultId) => run(() => api.choose(id, queryId, resultId)),
    block: () => run(() => api.block(id)),
    unblock: () => run(() => api.unblock(id)),
    attach: (kind) => ATTACH[kind](phone),
    editPerson: async () => {
      const fields = await personForm(phone.screen, phone.person);
      if (fields) run(() => api.changePerson(id, fields));
    },
  };
}

/** navigator.clipboard exists only on https and localhost. */
function copyOldWay(text) {
  const area = el("textarea.offscreen", { value: text, "aria-hidden": "true" });
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
