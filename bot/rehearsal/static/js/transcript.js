// The messages of one phone in order: days, albums, edits in place, and where the reader is.

import { bubble } from "./bubble.js";
import { h, scrollManner } from "./dom.js";
import { dayOf, weekdayAndDay } from "./format.js";

const NEAR_END = 48; // px that still count as being at the end
const WINDOW = 120; // groups in the page at first; more on demand

export class Transcript {
  #messages = new Map();
  #rows = new Map();
  #shownGroups = WINDOW;
  #atEnd = true;
  #missed = 0;
  #lastId = 0;
  #top = 0; // where the reader was at the last look

  /** `parts`: scroll, list, older, down, downCount. `doors` as for a bubble. */
  constructor(parts, doors) {
    this.parts = parts;
    this.doors = doors;
    parts.scroll.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    parts.down.addEventListener("click", () => this.toEnd(this.#isFar() ? "instant" : scrollManner()));
    parts.older.addEventListener("click", () => this.#showOlder());
    this.sizes = new ResizeObserver(() => this.#keepEnd());
    this.sizes.observe(parts.scroll);
    this.sizes.observe(parts.list);
  }

  get size() {
    return this.#messages.size;
  }

  destroy() {
    this.sizes.disconnect();
  }

  /** Replace everything, as after a reconnection. */
  reset(messages) {
    this.#messages = new Map(messages.map((message) => [message.id, message]));
    this.#sort();
    this.#renderAll();
    this.#keepEnd();
  }

  /** Add a message, or put its new version in its place. */
  put(message) {
    const known = this.#messages.get(message.id);
    if (known && (known.seq ?? 0) > (message.seq ?? 0)) return;
    const inOrder = known !== undefined || message.id > this.#lastId;
    this.#messages.set(message.id, message);
    this.#lastId = Math.max(this.#lastId, message.id);
    if (!inOrder) this.#sort();
    if (inOrder) this.#renderGroup(message);
    else this.#renderAll();
    if (!known) this.#arrived(message);
  }

  remove(id) {
    if (this.#messages.delete(id)) this.#renderAll();
  }

  toEnd(behavior = "instant") {
    this.parts.scroll.scrollTo({ top: this.parts.scroll.scrollHeight, behavior });
    if (behavior === "instant") this.#scrolled();
  }

  #isFar() {
    const { scrollTop, scrollHeight, clientHeight } = this.parts.scroll;
    return scrollHeight - scrollTop > 4 * clientHeight;
  }

  #sort() {
    this.#messages = new Map([...this.#messages].sort(([a], [b]) => a - b));
    this.#lastId = [...this.#messages.keys()].at(-1) ?? 0;
  }

  #groups() {
    const groups = new Map();
    for (const message of this.#messages.values()) {
      const key = groupKey(message);
      if (groups.has(key)) groups.get(key).push(message);
      else groups.set(key, [message]);
    }
    return groups;
  }

  #renderAll() {
    this.#rows.clear();
    const all = [...this.#groups()];
    const shown = all.slice(-this.#shownGroups);
    this.parts.older.hidden = shown.length === all.length;
    this.parts.list.replaceChildren();
    for (const [key, group] of shown) this.#append(key, group);
  }

  #renderGroup(message) {
    const key = groupKey(message);
    const row = this.#rows.get(key);
    if (!row) {
      if (message.id === this.#lastId) this.#append(key, [message]);
      return;
    }
    const group = message.album ? [...this.#messages.values()].filter((one) => groupKey(one) === key) : [message];
    const fresh = bubble(group, this.doors);
    fresh.dataset.day = row.dataset.day;
    const focused = row.contains(document.activeElement);
    row.replaceWith(fresh);
    if (focused) (fresh.querySelector(".key") ?? this.parts.scroll).focus({ preventScroll: true });
    this.#rows.set(key, fresh);
  }

  #append(key, group) {
    const day = dayOf(group[0].date * 1000);
    const above = this.parts.list.lastElementChild?.dataset.day;
    if (day !== above) this.parts.list.append(h("li", { class: "day", data: { day } }, h("span", {}, weekdayAndDay(group[0].date * 1000))));
    const row = bubble(group, this.doors);
    row.dataset.day = day;
    this.parts.list.append(row);
    this.#rows.set(key, row);
  }

  #arrived(message) {
    if (this.#atEnd || message.from === "person") this.toEnd();
    else this.#missed += 1;
    this.#showDown();
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.parts.scroll;
    // Content that grows moves the end away from the reader: only scrolling up is leaving it.
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) this.#atEnd = true;
    else if (scrollTop < this.#top) this.#atEnd = false;
    this.#top = scrollTop;
    if (this.#atEnd) this.#missed = 0;
    this.#showDown();
  }

  #showDown() {
    this.parts.down.hidden = this.#atEnd;
    this.parts.downCount.textContent = this.#missed > 0 ? String(this.#missed) : "";
    const label = this.#missed > 0 ? `Xuống cuối, ${this.#missed} tin mới` : "Xuống cuối";
    this.parts.down.setAttribute("aria-label", label);
  }

  #keepEnd() {
    if (this.#atEnd) this.parts.scroll.scrollTop = this.parts.scroll.scrollHeight;
    else this.#scrolled();
  }

  #showOlder() {
    const { scroll } = this.parts;
    const fromEnd = scroll.scrollHeight - scroll.scrollTop;
    this.#shownGroups += WINDOW;
    this.#renderAll();
    scroll.scrollTop = scroll.scrollHeight - fromEnd;
  }
}

function groupKey({ id, album, photo }) {
  return album && photo ? `album ${album}` : `message ${id}`;
}
