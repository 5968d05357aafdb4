// One bubble: a message, or an album's messages together, with the buttons under it.

import { h, icon } from "./dom.js";
import { renderText } from "./entities.js";
import { hourMinute } from "./format.js";
import { album, documentRow, photo } from "./media.js";

/**
 * The list item of a group of messages: one, or the photos of one album.
 * `doors`: phone (id), command(text), link(url), tap(message, button, element).
 */
export function bubble(group, doors) {
  const [first] = group;
  const several = group.length > 1;
  const worded = group.find(({ text }) => text) ?? first;
  const content = [several ? album(doors.phone, group) : alone(first, doors), words(worded, doors), stamp(worded)];
  const classes = ["bubble", first.photo ? "with-photo" : "", worded.text ? "" : "without-words"].filter(Boolean).join(" ");
  const stack = h("div", { class: "stack" }, h("div", { class: classes }, content), keys(first, doors));
  stack.classList.toggle("with-keys", first.buttons.length > 0);
  const marks = several ? {} : { messageId: first.id, from: first.from };
  return h("li", { class: `row from-${first.from}`, data: marks }, stack);
}

function alone(message, doors) {
  if (message.photo) return photo(doors.phone, message);
  if (message.document) return documentRow(doors.phone, message.document);
  return null;
}

function words(message, doors) {
  if (message.text) return h("div", { class: "text", dir: "auto" }, renderText(message.text, message.entities, doors));
  if (message.photo || message.document) return null;
  return h("div", { class: "text unseen" }, "Loại tin nhắn này chưa hiện được ở buổi diễn tập.");
}

function stamp(message) {
  const time = hourMinute(message.date * 1000);
  const at = new Date(message.date * 1000).toISOString();
  return h("div", { class: message.edited ? "stamp is-edited" : "stamp" }, message.edited ? "đã sửa " : null, h("time", { datetime: at }, time));
}

function keys(message, doors) {
  if (message.buttons.length === 0) return null;
  const rows = message.buttons.map((row) => h("div", { class: "keys-row" }, row.map((button) => key(message, button, doors))));
  return h("div", { class: "keys", role: "group", "aria-label": "Các nút của tin nhắn" }, rows);
}

function key(message, button, doors) {
  if (button.url !== undefined) return linkKey(button, doors);
  const press = ({ currentTarget }) => doors.tap(message, button, currentTarget);
  return h("button", { class: "key", type: "button", data: { testid: "choice", choice: button.data }, on: { click: press } }, h("span", {}, button.text));
}

function linkKey({ text, url }, doors) {
  const follow = (event) => {
    if (doors.link(url)) event.preventDefault();
  };
  const props = { class: "key", href: url, target: "_blank", rel: "noopener noreferrer", data: { testid: "choice-link" }, on: { click: follow } };
  return h("a", props, h("span", {}, text), icon("link"));
}
