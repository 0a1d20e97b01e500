/** The persons' side of the sandbox over HTTP. */

import { chatOf } from "./shape.js";

class ApiError extends Error {}

async function call(method, path, body) {
  const init = { method };
  if (body instanceof FormData) init.body = body;
  else if (body !== undefined) {
    init.headers = { "Content-Type": "application/json" };
    init.body = JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(`/sandbox/${path}`, init);
  } catch {
    throw new ApiError("");
  }
  const payload = await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(payload?.error ?? payload?.description ?? `HTTP ${response.status}`);
  return payload;
}

const person = (id, action, body = {}) => call("POST", `people/${id}/${action}`, body);

export const api = {
  people: () => call("GET", "people"),
  addPerson: (fields) => call("POST", "people", fields),
  changePerson: (id, fields) => call("PATCH", `people/${id}`, fields),
  chat: async (id) => chatOf(await call("GET", `people/${id}/chat`)),
  send: (id, body) => person(id, "send", body),
  press: (id, messageId, data) => person(id, "press", { message_id: messageId, data }),
  /** A button that works without the bot (a link, a copy): only the tap is counted. */
  tap: (id, messageId, label) => person(id, "press", { message_id: messageId, label }),
  edit: (id, messageId, text) => person(id, "edit", { message_id: messageId, text }),
  remove: (id, messageId) => person(id, "delete", { message_id: messageId }),
  react: (id, messageId, emoji) => person(id, "react", { message_id: messageId, emoji }),
  block: (id) => person(id, "block"),
  unblock: (id) => person(id, "unblock"),
  read: (id) => person(id, "read"),
  /** `@bot query` typed in this chat; the answer holds the results and the query's id. */
  inline: (id, query) => person(id, "inline", { query }),
  choose: (id, queryId, resultId) => person(id, "choose", { query_id: queryId, result_id: resultId }),
  clock: () => call("GET", "clock"),
  moveClock: (body) => call("POST", "clock", body),
  taps: () => call("GET", "taps"),
  events: () => new EventSource("/sandbox/events"),
};
