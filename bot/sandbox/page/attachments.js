/** Pictures, files, voice notes, places and contacts inside a bubble. */

import { avatar } from "./avatar.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { word } from "./words.js";

export function attachments(message, ctx) {
  return [
    message.photo && photo(message, ctx),
    message.document && documentCard(message.document),
    message.voice && voice(message.voice, message.id),
    message.location && place(message.location),
    message.contact && contactCard(message.contact, ctx),
    message.sticker && el("div.sticker", { role: "img" }, message.sticker.emoji),
  ];
}

function photo(message, ctx) {
  const { url, width, height } = message.photo;
  const image = el("img", { src: url, alt: message.caption || word("photo"), width, height, loading: "lazy", draggable: "false" });
  const open = () => ctx.actions.view(url, message.caption);
  return el("button.photo", { type: "button", "aria-label": word("openPhoto"), onclick: open }, image);
}

function sizeOf(bytes) {
  if (!Number.isFinite(bytes)) return "";
  const power = Math.min(3, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1024)));
  const value = bytes / 1024 ** power;
  return `${power && value < 10 ? value.toFixed(1) : Math.round(value)} ${["B", "KB", "MB", "GB"][power]}`;
}

function documentCard(file) {
  const name = file.name || word("file");
  const extension = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? "";
  return el(
    "a.card.document",
    { href: file.url, download: name, "aria-label": `${word("download")}: ${name}` },
    el("span.card-icon", { "data-type": extension.toLowerCase() }, extension ? extension.toUpperCase() : icon("file")),
    el("span.card-body", {}, el("span.card-title", {}, name), el("span.card-note", {}, sizeOf(file.size))),
    el("span.card-action", {}, icon("download")),
  );
}

const BARS = 34;

/** The same note always looks the same: heights come from its id. */
function wave(seed) {
  let value = seed * 2_654_435_761;
  return Array.from({ length: BARS }, () => {
    value = (value * 1_103_515_245 + 12_345) % 2_147_483_648;
    return el("i", { style: `height:${20 + (value % 80)}%` });
  });
}

const clockLength = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.round(seconds) % 60).padStart(2, "0")}`;

function voice(note, id) {
  const duration = note.duration ?? 0;
  const bars = wave(id);
  const player = new Audio();
  const length = el("span.card-note", {}, clockLength(duration));
  const toggle = el("button.voice-play", { type: "button", "aria-label": word("play") }, icon("play"));
  const draw = () => {
    const share = player.currentTime / (player.duration || duration || 1);
    bars.forEach((bar, index) => bar.classList.toggle("heard", index / BARS < share));
    toggle.replaceChildren(icon(player.paused ? "play" : "pause"));
  };
  for (const name of ["timeupdate", "play", "pause", "ended"]) player.addEventListener(name, draw);
  toggle.addEventListener("click", () => {
    if (!player.src) player.src = note.url;
    if (player.paused) player.play().catch(() => toggle.classList.add("mute"));
    else player.pause();
  });
  return el("div.card.voice", {}, toggle, el("span.card-body", {}, el("span.wave", {}, bars), length));
}

function place({ latitude, longitude }) {
  const where = `${Number(latitude).toFixed(5)}, ${Number(longitude).toFixed(5)}`;
  const href = `https://www.openstreetmap.org/?mlat=${Number(latitude)}&mlon=${Number(longitude)}#map=16/${Number(latitude)}/${Number(longitude)}`;
  return el(
    "a.place",
    { href, target: "_blank", rel: "noopener noreferrer", "aria-label": `${word("openMap")}: ${where}` },
    el("span.place-map", {}, icon("pin")),
    el("span.place-note", {}, where),
  );
}

function contactCard(contact, ctx) {
  const phone = contact.phone_number;
  const name = [contact.first_name, contact.last_name].filter(Boolean).join(" ") || phone;
  return el(
    "button.card.contact",
    { type: "button", title: word("copyText"), onclick: () => ctx.actions.copy(phone) },
    avatar({ id: name.length + phone.length, first_name: contact.first_name || "☎", last_name: contact.last_name }),
    el("span.card-body", {}, el("span.card-title", {}, name), el("span.card-note", {}, phone)),
  );
}
