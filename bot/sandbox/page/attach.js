/** What a person can send besides text: the menu and its forms. */

import { avatar } from "./avatar.js";
import { button, el } from "./dom.js";
import { form, openLayer, openMenu } from "./layers.js";
import { fullName, state } from "./store.js";
import { word } from "./words.js";

const PLACES = [
  ["Київ", 50.4501, 30.5234],
  ["Львів", 49.8397, 24.0297],
  ["Warszawa", 52.2297, 21.0122],
  ["Berlin", 52.52, 13.405],
];
const STICKERS = ["👍", "🎉", "❤️", "🔥", "🙏", "😂", "🤔", "😴", "🚀", "☕", "🐱", "👋"];
const FORWARD_NAMES = ["Пётр Ильин", "Олена Шевченко", "John O’Neill-Whitfield"];

export function attachMenu(anchor, person, actions) {
  const items = ["photo", "file", "ownContact", "otherContact", "location", "forwarded", "voice", "sticker"];
  const icons = ["image", "file", "person", "people", "pin", "forward", "mic", "smile"];
  openMenu(
    anchor,
    items.map((kind, index) => ({ icon: icons[index], label: word(kind), pick: () => actions.attach(kind) })),
    { label: word("attach") },
  );
}

/** One function a kind; each takes (phone) with .screen, .person and .actions and sends what was filled in. */
export const ATTACH = {
  photo: ({ actions }) => pickFile("image/*", (file) => dropFiles([file], actions)),
  file: ({ actions }) => pickFile("", (file) => actions.offerFile(file, "document")),
  ownContact: ({ actions }) => actions.shareContact(),
  otherContact,
  location,
  forwarded,
  voice,
  sticker,
};

function pickFile(accept, use) {
  const input = el("input", { type: "file", accept, hidden: true, onchange: () => input.files[0] && use(input.files[0]) });
  document.body.append(input);
  input.click();
  setTimeout(() => input.remove(), 60_000);
}

/** Pictures go as photos, the rest as files. */
export function dropFiles(files, actions) {
  for (const file of files) actions.offerFile(file, /^image\/(png|jpe?g|webp|gif)$/.test(file.type) ? "photo" : "document");
}

/** Asks for a caption and for how to send; resolves to the form data of the upload or null. */
export async function fileForm(screen, file, as) {
  const picture = as === "photo";
  const preview = picture ? el("img.preview", { src: URL.createObjectURL(file), alt: "" }) : null;
  const ways = picture ? [["photo", word("photo")], ["document", word("file")]] : [["document", word("file")]];
  const answer = await form(screen, {
    title: picture ? word("photo") : file.name,
    extra: [preview],
    submit: word("send"),
    fields: [
      { name: "caption", label: word("caption"), "data-autofocus": true },
      { name: "as", label: word("sendAs"), options: ways, type: picture ? undefined : "hidden", value: as },
    ],
  });
  if (preview) URL.revokeObjectURL(preview.src);
  if (!answer) return null;
  const data = new FormData();
  data.append("caption", answer.caption);
  data.append("as", answer.as || as);
  data.append("file", file, file.name);
  return data;
}

async function otherContact({ screen, person, actions }) {
  const known = state.people.filter((one) => one.id !== person.id && one.phone).slice(0, 6);
  const fill = (one) => (event) => {
    const fields = event.target.closest("form").elements;
    for (const name of ["phone", "first_name", "last_name"]) fields[name].value = one[name] ?? "";
  };
  const chips = el("div.chips", {}, known.map((one) => button("chip", fullName(one), fill(one), avatar(one), one.first_name)));
  const answer = await form(screen, {
    title: word("otherContact"),
    extra: [chips],
    submit: word("send"),
    fields: [
      { name: "first_name", label: word("firstName"), required: true, "data-autofocus": true },
      { name: "last_name", label: word("lastName") },
      { name: "phone", label: word("phone"), type: "tel", required: true, placeholder: "+380 67 123 45 67" },
    ],
  });
  if (answer) actions.send({ contact: { ...answer, own: false } });
}

async function location({ screen, actions }) {
  const fill = ([, lat, lon]) => (event) => {
    const fields = event.target.closest("form").elements;
    [fields.lat.value, fields.lon.value] = [lat, lon];
  };
  const chips = el("div.chips", {}, PLACES.map((one) => button("chip", one[0], fill(one), one[0])));
  const number = { type: "number", step: "any", required: true };
  const answer = await form(screen, {
    title: word("location"),
    extra: [chips],
    submit: word("send"),
    fields: [
      { name: "lat", label: word("latitude"), ...number, min: -90, max: 90, value: PLACES[0][1] },
      { name: "lon", label: word("longitude"), ...number, min: -180, max: 180, value: PLACES[0][2] },
    ],
  });
  if (answer) actions.send({ location: { lat: Number(answer.lat), lon: Number(answer.lon) } });
}

async function forwarded({ screen, actions }) {
  const names = el("datalist", { id: "forward-names" }, FORWARD_NAMES.map((name) => el("option", { value: name })));
  const answer = await form(screen, {
    title: word("forwarded"),
    extra: [names],
    submit: word("send"),
    fields: [
      { name: "name", label: word("forwardName"), required: true, list: "forward-names", "data-autofocus": true },
      { name: "text", label: word("text"), required: true, multiline: true, rows: 4 },
    ],
  });
  if (answer) actions.send({ forward: { from_person: { name: answer.name }, text: answer.text } });
}

async function voice({ screen, actions }) {
  const answer = await form(screen, {
    title: word("voice"),
    submit: word("send"),
    fields: [
      { name: "duration", label: word("seconds"), type: "number", min: 1, max: 3600, required: true, value: 7, "data-autofocus": true },
      { name: "file", label: `${word("file")} (.ogg)`, type: "file", accept: "audio/*" },
    ],
  });
  if (!answer) return;
  if (!answer.file) return actions.send({ voice: { duration: Number(answer.duration) } });
  const data = new FormData();
  data.append("as", "voice");
  data.append("duration", answer.duration);
  data.append("file", answer.file, answer.file.name);
  return actions.send(data);
}

function sticker({ screen, actions }) {
  const send = (emoji) => () => {
    close();
    actions.send({ sticker: emoji });
  };
  const grid = el("div.sticker-grid", {}, STICKERS.map((emoji) => button("sticker-choice", emoji, send(emoji), emoji)));
  const close = openLayer(screen, [el("h2", {}, word("sticker")), grid], { label: word("sticker") });
}
