/** What the server says about a chat, in the terms the page draws: dates as Date, one shape for every kind of file. */

const FILES = ["document", "video", "animation", "audio"];

export function chatOf(raw) {
  return {
    ...raw,
    messages: raw.messages.filter((message) => !message.deleted).map(messageOf),
    replyKeyboard: raw.reply_keyboard?.rows ?? null,
    placeholder: raw.reply_keyboard?.placeholder ?? "",
  };
}

function messageOf(raw) {
  const file = raw[FILES.find((kind) => raw[kind])];
  return {
    ...raw,
    at: new Date(raw.date * 1000),
    words: raw.text || raw.caption || "",
    document: file ? { url: file.url, name: file.file_name ?? "", size: file.file_size } : null,
    location: raw.location ?? raw.venue?.location ?? null,
    forwardedFrom: raw.forward_origin ? originName(raw.forward_origin) : null,
    reactions: Object.entries(raw.reactions ?? {}).flatMap(([who, emojis]) => emojis.map((emoji) => ({ emoji, mine: who === "person" }))),
  };
}

function originName({ sender_user: user, sender_user_name: name, chat, sender_chat: sender = chat }) {
  if (user) return [user.first_name, user.last_name].filter(Boolean).join(" ");
  return name ?? sender?.title ?? "";
}
