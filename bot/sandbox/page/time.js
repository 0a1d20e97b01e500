/** The sandbox clock and everything written from it, always in the sandbox's zone. */

import { currentLanguage, word } from "./words.js";

const RESYNC_MS = 30_000;
let zone = "UTC";
let base = Date.now();
let taken = performance.now();
let running = true;

/**
 * Take the server's time. Two readings that stand still while real time went on mean a clock that only jumps; a reading
 * after a jump says nothing about that.
 */
export function setClock({ now, zone: name }, jumped = false) {
  const server = Date.parse(now);
  const passed = performance.now() - taken;
  if (passed > 5_000 && !jumped) running = server - base > passed / 2;
  [base, taken, zone] = [server, performance.now(), name || zone];
}

export const clockZone = () => zone;
export const sandboxNow = () => new Date(base + (running ? performance.now() - taken : 0));
export const resyncEvery = RESYNC_MS;

const formats = new Map();

function format(options, locale = currentLanguage()) {
  const key = locale + zone + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(tag(locale), { timeZone: zone, ...options }));
  return formats.get(key);
}

/* Telegram shows 24 hours and day before month to the people this bot is for. */
const tag = (locale) => (locale === "en" ? "en-GB" : locale);

export const timeOf = (date) => format({ hour: "2-digit", minute: "2-digit" }).format(date);
export const dayKey = (date) => format({ year: "numeric", month: "2-digit", day: "2-digit" }, "sv").format(date);
export const shortDay = (date) => format({ weekday: "short", day: "numeric", month: "short" }).format(date);
export const longMoment = (date) =>
  format({ weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" }).format(date);

export function dayLabel(date) {
  const now = sandboxNow();
  const key = dayKey(date);
  if (key === dayKey(now)) return word("today");
  if (key === dayKey(new Date(now - 86_400_000))) return word("yesterday");
  const year = key.slice(0, 4) === dayKey(now).slice(0, 4) ? undefined : "numeric";
  return format({ day: "numeric", month: "long", year }).format(date);
}

/** "2026-11-21T09:00" of the clock's zone, for a datetime-local field. */
export function fieldValue(date) {
  return `${dayKey(date)}T${format({ hour: "2-digit", minute: "2-digit" }, "sv").format(date)}`;
}

/** What fieldValue wrote, back to an instant; twice, because the offset belongs to the target moment. */
export function fieldInstant(value) {
  const wall = Date.parse(`${value}Z`);
  let instant = wall;
  for (let i = 0; i < 2; i += 1) instant = wall - (Date.parse(`${fieldValue(new Date(instant))}Z`) - instant);
  return new Date(instant);
}

const UNITS = [["year", 31_557_600], ["month", 2_629_800], ["week", 604_800], ["day", 86_400], ["hour", 3_600], ["minute", 60]];

function relative(date, locale) {
  const seconds = (date - sandboxNow()) / 1000;
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

/**
 * A Telegram date_time entity: "r" relative; else any of w (weekday), d/D (date short/long), t/T (time without/with
 * seconds). An empty format means the text stays as the bot wrote it.
 */
export function telegramTime(date, flags, locale) {
  if (flags === "r" || flags === "R") return relative(date, locale);
  const options = {};
  if (flags.includes("w") || flags.includes("W")) options.weekday = flags.includes("D") ? "long" : "short";
  if (flags.includes("d")) Object.assign(options, { day: "2-digit", month: "2-digit", year: "2-digit" });
  if (flags.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/[tT]/.test(flags)) Object.assign(options, { hour: "2-digit", minute: "2-digit" });
  if (flags.includes("T")) options.second = "2-digit";
  return Object.keys(options).length ? format(options, locale).format(date) : "";
}
