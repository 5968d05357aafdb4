// The list of all phones with search, last words and unread counts; on a narrow screen it covers the page.

import * as api from "./api.js";
import { h, icon } from "./dom.js";
import { hourMinute, initials, oneLine, plain } from "./format.js";

const MOST_ROWS = 200;

export class Roster {
  #rows = new Map();
  #words = "";
  #isOpen = false;
  #asked = new Set();

  /** `choose(id)` opens a phone, `putAway(id)` closes its column. */
  constructor(panel, store, { choose, putAway }) {
    this.panel = panel;
    this.store = store;
    this.choose = choose;
    this.putAway = putAway;
    this.list = panel.querySelector(".roster-rows");
    this.note = panel.querySelector(".roster-note");
    this.search = panel.querySelector("input");
    this.search.addEventListener("input", () => {
      this.#words = plain(this.search.value.trim());
      this.draw();
    });
    panel.querySelector(".roster-close").addEventListener("click", () => this.show(false));
    panel.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.show(false);
    });
    this.watcher = new IntersectionObserver((entries) => this.#cameIntoView(entries), { root: this.list });
  }

  /** Open or close the list where it covers the page. */
  show(open) {
    this.#isOpen = open;
    this.draw();
    for (const part of document.querySelectorAll(".top, .switcher, .phones")) part.inert = open && this.store.narrow;
    if (open) this.search.focus({ preventScroll: true });
  }

  draw() {
    const { store } = this;
    this.panel.hidden = store.narrow ? !this.#isOpen : !store.listUseful;
    if (this.panel.hidden) return;
    this.panel.querySelector(".roster-count").textContent = store.phones.size;
    const fitting = [...store.phones.values()].filter((phone) => this.#fits(phone));
    const shown = fitting.slice(0, MOST_ROWS);
    const wanted = new Set(shown.map(({ id }) => id));
    for (const [id, row] of this.#rows) if (!wanted.has(id)) this.#drop(id, row);
    shown.forEach((phone, place) => this.#place(phone, place));
    this.#say(fitting.length, shown.length);
  }

  #fits({ id, name, note, channel }) {
    if (this.#words === "") return true;
    const last = this.store.last.get(id);
    return plain(`${name} ${note} ${channel} ${last ? oneLine(last) : ""}`).includes(this.#words);
  }

  #say(fitting, shown) {
    const words = fitting === 0 ? "Không có điện thoại nào khớp." : `Còn ${fitting - shown} điện thoại nữa, đồng chí tìm theo tên nhé.`;
    this.note.hidden = fitting > 0 && fitting === shown;
    this.note.textContent = this.note.hidden ? "" : words;
  }

  #place(phone, place) {
    const row = this.#rows.get(phone.id) ?? this.#make(phone.id);
    this.#describe(row, phone);
    if (this.list.children[place] !== row) this.list.insertBefore(row, this.list.children[place] ?? null);
  }

  #make(id) {
    const open = h(
      "button",
      { class: "roster-open", type: "button", on: { click: () => this.choose(id) } },
      h("span", { class: "avatar", "aria-hidden": "true", data: { hue: id % 6 } }),
      h("span", { class: "roster-words" }, h("span", { class: "roster-name" }), h("span", { class: "roster-time" }), h("span", { class: "roster-last" }), h("span", { class: "badge" })),
    );
    const pin = h("button", { class: "round roster-pin", type: "button", data: { testid: "pin" }, on: { click: () => this.#togglePin(id) } }, icon("pin"));
    const row = h("li", { class: "roster-row", data: { listPhone: id } }, open, pin);
    this.#rows.set(id, row);
    this.watcher.observe(row);
    return row;
  }

  #describe(row, phone) {
    const { store } = this;
    const last = store.last.get(phone.id);
    const unread = store.unread.get(phone.id) ?? 0;
    const pinned = store.pinned.includes(phone.id);
    const put = (selector, words) => {
      const element = row.querySelector(selector);
      if (element.textContent !== words) element.textContent = words;
    };
    put(".avatar", initials(phone.name));
    row.querySelector(".avatar").dataset.channel = phone.channel;
    put(".roster-name", phone.name);
    put(".roster-time", last ? hourMinute(last.date * 1000) : "");
    put(".roster-last", last ? `${last.from === "person" ? "Gửi: " : ""}${oneLine(last)}` : phone.note);
    put(".badge", unread > 0 ? String(unread) : "");
    row.classList.toggle("is-pinned", pinned);
    row.classList.toggle("is-active", store.narrow && store.active === phone.id);
    const pin = row.querySelector(".roster-pin");
    pin.setAttribute("aria-pressed", String(pinned));
    pin.setAttribute("aria-label", pinned ? `Cất điện thoại của ${phone.name}` : `Mở điện thoại của ${phone.name} thành cột`);
  }

  #togglePin(id) {
    if (this.store.pinned.includes(id)) this.putAway(id);
    else this.choose(id);
  }

  #drop(id, row) {
    this.watcher.unobserve(row);
    row.remove();
    this.#rows.delete(id);
  }

  /** The last words of a chat that began before this page are fetched only for rows that are looked at. */
  #cameIntoView(entries) {
    for (const { isIntersecting, target } of entries) {
      const id = Number(target.dataset.listPhone);
      if (isIntersecting && !this.store.last.has(id) && !this.#asked.has(id)) this.#fetchLast(id);
    }
  }

  async #fetchLast(id) {
    this.#asked.add(id);
    try {
      const last = (await api.messages(id)).at(-1);
      if (last) this.store.noteEarlier(id, last);
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      this.#asked.delete(id); // asked again when the row is next looked at
    }
  }
}
