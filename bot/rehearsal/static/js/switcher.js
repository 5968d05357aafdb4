// On a narrow screen: a strip with the open phones, one tap from each other, and the door to the list.

import { h, icon, scrollManner } from "./dom.js";
import { initials } from "./format.js";

export class Switcher {
  #chips = new Map();
  #drawnActive = null;

  /** `choose(id)` looks at a phone, `openList()` shows all of them. */
  constructor(place, store, { choose, openList }) {
    this.store = store;
    this.choose = choose;
    this.strip = h("div", { class: "chips" });
    this.door = h("button", { class: "round list-door", type: "button", "aria-label": "Tất cả điện thoại", data: { testid: "all-phones" }, on: { click: openList } }, icon("list"), h("span", { class: "badge" }));
    place.append(this.strip, this.door);
  }

  draw() {
    const { pinned, phones, active, unread } = this.store;
    for (const [id, chip] of this.#chips) if (!pinned.includes(id)) this.#drop(id, chip);
    for (const id of pinned) this.#describe(this.#chips.get(id) ?? this.#make(id), phones.get(id));
    const elsewhere = [...unread].filter(([id]) => !pinned.includes(id)).length;
    this.door.querySelector(".badge").textContent = elsewhere > 0 ? String(elsewhere) : "";
    if (active !== this.#drawnActive) this.#chips.get(active)?.scrollIntoView({ behavior: scrollManner(), block: "nearest", inline: "center" });
    this.#drawnActive = active;
  }

  #make(id) {
    const chip = h(
      "button",
      { class: "chip", type: "button", data: { chip: id }, on: { click: () => this.choose(id) } },
      h("span", { class: "avatar", "aria-hidden": "true", data: { hue: id % 6 } }),
      h("span", { class: "chip-words" }, h("span", { class: "chip-name" }), h("span", { class: "chip-note" })),
      h("span", { class: "badge" }),
    );
    this.#chips.set(id, chip);
    this.strip.append(chip);
    return chip;
  }

  #describe(chip, { id, name, note, channel }) {
    const unread = this.store.unread.get(id) ?? 0;
    const active = id === this.store.active;
    chip.querySelector(".avatar").textContent = initials(name);
    chip.querySelector(".avatar").dataset.channel = channel;
    chip.querySelector(".chip-name").textContent = name;
    chip.querySelector(".chip-note").textContent = note;
    chip.querySelector(".badge").textContent = unread > 0 ? String(unread) : "";
    const whose = channel === "zalo" ? `${name}, Zalo` : name;
    chip.setAttribute("aria-label", unread > 0 ? `${whose}, ${unread} tin chưa đọc` : whose);
    chip.setAttribute("aria-current", String(active));
  }

  #drop(id, chip) {
    chip.remove();
    this.#chips.delete(id);
  }
}
