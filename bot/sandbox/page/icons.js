/** Line icons drawn on a 24 × 24 grid. */

const SHAPES = {
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  close: "M6 6l12 12M18 6L6 18",
  back: "M15 5l-7 7 7 7",
  down: "M6 9l6 6 6-6",
  clip: "M20 11.5l-8.3 8.3a5 5 0 0 1-7.1-7.1l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.5 8.5a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6",
  send: "M4 12L3.5 4.5 21 12 3.5 19.5 4 12zm0 0h8",
  mic: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  keyboard: "M3.5 7.5a2 2 0 0 1 2-2h13a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-13a2 2 0 0 1-2-2zM7.5 10v.01M12 10v.01M16.5 10v.01M8.5 14.5h7",
  slash: "M15 5L9 19",
  image: "M4 6.5a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 16l4.5-4.5L13 16l2.5-2.5L20 18M15.5 9v.01",
  file: "M6 4.5a1.5 1.5 0 0 1 1.5-1.5H14l5 5v11.5a1.5 1.5 0 0 1-1.5 1.5h-10A1.5 1.5 0 0 1 6 19.5zM14 3v5h5",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-4 3.8-6 7.5-6s6.7 2 7.5 6",
  people: "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 19.5c.7-3.5 3.3-5 6.5-5s5.8 1.5 6.5 5M16 4.8a3.5 3.5 0 0 1 0 6.4M18 14.8c2 .8 3.1 2.4 3.5 4.7",
  pin: "M12 21s-7-6.2-7-11.5a7 7 0 0 1 14 0C19 14.8 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z",
  forward: "M14 6l6.5 6L14 18v-3.5c-5 0-8 1.2-10.5 4 .6-5 3.6-8.5 10.5-9z",
  reply: "M10 6l-6.5 6L10 18v-3.5c5 0 8 1.2 10.5 4-.6-5-3.6-8.5-10.5-9z",
  smile: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM8.5 14c1 1.4 2.1 2 3.5 2s2.5-.6 3.5-2M9 9.5v.01M15 9.5v.01",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8 5.5v13M16 5.5v13",
  download: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  copy: "M9 9.5a1.5 1.5 0 0 1 1.5-1.5h8A1.5 1.5 0 0 1 20 9.5v9a1.5 1.5 0 0 1-1.5 1.5h-8A1.5 1.5 0 0 1 9 18.5zM15.5 8V5.5A1.5 1.5 0 0 0 14 4H5.5A1.5 1.5 0 0 0 4 5.5V14a1.5 1.5 0 0 0 1.5 1.5H9",
  check: "M5 12.5l4.5 4.5L19 7",
  checks: "M2.5 12.5L7 17l9-10M11.5 16.5l.5.5 9-10",
  link: "M8 16L16.5 7.5M9.5 7h7.5v7.5",
  edit: "M5 19l1-4L16 5l3 3L9 18zM14 7l3 3",
  trash: "M5 7h14M9.5 7V4.5h5V7M7 7l1 13h8l1-13",
  block: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6 6l12 12",
  sun: "M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1",
  moon: "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z",
  tap: "M10 13V5.5a1.5 1.5 0 0 1 3 0V11l4.8.9a2 2 0 0 1 1.6 2.3l-.9 5.3a1.5 1.5 0 0 1-1.5 1.2H11.5c-.6 0-1.1-.3-1.4-.8L6.5 14.5a1.4 1.4 0 0 1 2.2-1.7z",
  plus: "M12 5v14M5 12h14",
  clock: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7v5l3.5 2",
  search: "M11 17.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM16 16l4.5 4.5",
  globe: "M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM3.5 12h17M12 3.5c5 5.5 5 11.5 0 17-5-5.5-5-11.5 0-17z",
};
const SOLID = new Set(["play"]);
const SVG = "http://www.w3.org/2000/svg";

/** A 24 × 24 line icon; decoration only, so hidden from screen readers. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", SOLID.has(name) ? "icon solid" : "icon");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}
