// Taps on the buttons under messages: each stays pressed until the bot has answered it.

import * as api from "./api.js";

const LONGEST_WAIT = 30_000; // ms; the real apps give up too

export class Taps {
  #pending = new Map();
  #early = new Set(); // answers that overtook the response to the tap itself

  constructor(phone, complain) {
    this.phone = phone;
    this.complain = complain;
  }

  /** Tap a button of a message. While it waits for its answer, further taps on it do nothing. */
  async press(message, button, element) {
    if (element.getAttribute("aria-busy") === "true") return;
    element.setAttribute("aria-busy", "true");
    try {
      const { tap } = await api.tap(this.phone, message.id, button.data);
      if (this.#early.delete(tap)) release(element);
      else this.#wait(tap, element);
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      release(element);
      this.complain(error.status === 404 ? "Nút này không còn dùng được." : error.message);
    }
  }

  #wait(tap, element) {
    const timer = setTimeout(() => {
      this.#pending.delete(tap);
      release(element);
      if (element.isConnected) this.complain("Trợ lý chưa trả lời lần bấm này.");
    }, LONGEST_WAIT);
    this.#pending.set(tap, { element, timer });
  }

  /** The bot has answered the tap. */
  answered(tap) {
    const pending = this.#pending.get(tap);
    if (!pending) {
      this.#early.add(tap);
      if (this.#early.size > 50) this.#early.delete(this.#early.values().next().value);
      return;
    }
    this.#pending.delete(tap);
    clearTimeout(pending.timer);
    release(pending.element);
  }
}

function release(element) {
  element.removeAttribute("aria-busy");
}
