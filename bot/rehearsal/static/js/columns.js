// The phones that are open, side by side: makes, keeps and removes their columns as the store says.

import { h, scrollManner } from "./dom.js";
import { PhoneView } from "./phone.js";

export class Columns {
  #views = new Map();
  #none = h("p", { class: "phones-none" }, "Chưa mở điện thoại nào. Chọn một điện thoại trong danh sách.");

  constructor(place, store) {
    this.place = place;
    this.store = store;
  }

  draw() {
    const { pinned, phones, active } = this.store;
    for (const [id, view] of this.#views) if (!pinned.includes(id)) this.#drop(id, view);
    for (const id of pinned) {
      const phone = phones.get(id);
      const view = this.#views.get(id) ?? this.#make(phone);
      if (view.phone !== phone) view.describe(phone);
      view.element.classList.toggle("is-active", id === active);
    }
    if (pinned.length === 0) this.place.append(this.#none);
    else this.#none.remove();
  }

  #make(phone) {
    const view = new PhoneView(phone, this.store.bot, () => this.store.close(phone.id));
    this.#views.set(phone.id, view);
    this.place.append(view.element);
    view.element.addEventListener("focusin", () => {
      if (!this.store.narrow) this.store.active = phone.id;
    });
    view.load();
    return view;
  }

  #drop(id, view) {
    view.destroy();
    this.#views.delete(id);
  }

  get open() {
    return [...this.#views.keys()];
  }

  /** Fetch the chats of these phones again, as after a loss of the line. */
  reload(ids) {
    for (const id of ids) {
      const view = this.#views.get(id);
      if (!view) continue;
      view.bot = this.store.bot;
      view.describe(this.store.phones.get(id));
      view.load();
    }
  }

  receive(event) {
    this.#views.get(event.phone)?.receive(event);
  }

  /** Bring a column before the reader's eyes and mark it for a moment. */
  reveal(id) {
    const element = this.#views.get(id)?.element;
    if (!element) return;
    element.scrollIntoView({ behavior: scrollManner(), block: "nearest", inline: "center" });
    element.classList.add("is-revealed");
    element.addEventListener("animationend", () => element.classList.remove("is-revealed"), { once: true });
  }
}
