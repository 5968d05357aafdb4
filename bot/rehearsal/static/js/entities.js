// Telegram's text entities as DOM nodes. Offsets count UTF-16 units, which is what JavaScript strings count.

import { h } from "./dom.js";

const PLAIN_TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  blockquote: "blockquote",
};
const SAFE_LINK = /^(https?|tg|mailto|tel):/i;

/**
 * A fragment with the text and its entities; an entity that only partly overlaps another is cut in two.
 * `doors` says what a tap does: `command(text)`, and `link(url)`, which returns true where it has dealt with it.
 */
export function renderText(text, entities, doors) {
  const fragment = document.createDocumentFragment();
  const known = entities.filter(({ offset, length }) => length > 0 && offset >= 0 && offset < text.length);
  fill(fragment, text, 0, text.length, inOrder(known), doors);
  return fragment;
}

function inOrder(entities) {
  return [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
}

function fill(parent, text, from, to, entities, doors) {
  let at = from;
  let queue = entities;
  while (queue.length > 0) {
    const [entity, ...others] = queue;
    const end = Math.min(entity.offset + entity.length, to);
    const inner = others.filter(({ offset }) => offset < end);
    const spilled = inner.filter(({ offset, length }) => offset + length > end);
    const after = spilled.map((one) => ({ ...one, offset: end, length: one.offset + one.length - end }));
    queue = inOrder([...after, ...others.filter(({ offset }) => offset >= end)]);
    if (entity.offset > at) parent.append(text.slice(at, entity.offset));
    const element = elementFor(entity, text.slice(entity.offset, end), doors);
    fill(element, text, entity.offset, end, inner, doors);
    parent.append(element);
    at = end;
  }
  if (at < to) parent.append(text.slice(at, to));
}

function elementFor(entity, covered, doors) {
  const tag = PLAIN_TAGS[entity.type];
  if (tag) return h(tag);
  switch (entity.type) {
    case "pre":
      return h("pre", { data: entity.language ? { language: entity.language } : {} });
    case "expandable_blockquote":
      return expandable();
    case "spoiler":
      return spoiler();
    case "bot_command":
      return h("button", { class: "in-text", type: "button", on: { click: () => doors.command(covered) } });
    case "text_link":
      return link(entity.url, doors);
    case "url":
      return link(/^[a-z]+:/i.test(covered) ? covered : `https://${covered}`, doors);
    case "email":
      return link(`mailto:${covered}`, doors);
    case "phone_number":
      return link(`tel:${covered.replace(/[^\d+]/g, "")}`, doors);
    default:
      return h("span", { class: `entity-${entity.type}` });
  }
}

function link(url, doors) {
  if (!SAFE_LINK.test(url)) return h("span");
  const follow = (event) => {
    if (doors.link(url)) event.preventDefault();
  };
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", on: { click: follow } });
}

function spoiler() {
  const reveal = ({ currentTarget }) => currentTarget.classList.add("is-revealed");
  return h("button", { class: "spoiler", type: "button", "aria-label": "Chữ được che, bấm để xem", on: { click: reveal } });
}

function expandable() {
  const toggle = ({ currentTarget }) => currentTarget.classList.toggle("is-open");
  return h("blockquote", { class: "expandable", on: { click: toggle } });
}
