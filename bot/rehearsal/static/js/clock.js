// The program's clock in the top bar: it ticks along, and moves on when asked.

import * as api from "./api.js";
import { dayOf, comingMoment, hourMinute, parts, weekdayAndDay } from "./format.js";
import { askMoment } from "./dialogs.js";

const TICK = 250;
const LOOK_AGAIN = 10_000; // ms: the program plans notices by itself and tells nobody
const AFTER_DUE = 1500;
const CLOCK_WORDS = {
  400: "Đồng hồ không tới được lúc này.",
  409: "Đồng hồ đang chạy theo giờ thật nên không tua được.",
};

export class ClockBar {
  #base = null; // {now, at}: the program's time in ms, and the page's own when it was told
  #next = null;
  #minute = "";
  #busy = false;
  #lookAt = 0;

  /** `say(words)` shows a failure, `onMinute("18:55")` runs when the minute changes. */
  constructor(bar, { say, onMinute }) {
    this.say = say;
    this.onMinute = onMinute;
    this.time = bar.querySelector(".clock-time");
    this.day = bar.querySelector(".clock-day");
    this.nextTitle = bar.querySelector(".next-title");
    const find = (name) => bar.querySelector(`[data-testid=${name}]`);
    this.nextButton = find("clock-next");
    this.buttons = ["clock-10m", "clock-1h", "clock-date"].map(find);
    this.nextButton.addEventListener("click", () => this.#move({ next: true }));
    find("clock-10m").addEventListener("click", () => this.#move({ advance: 600 }));
    find("clock-1h").addEventListener("click", () => this.#move({ advance: 3600 }));
    find("clock-date").addEventListener("click", () => askMoment(this.now, (to) => this.#moveOrThrow({ to })));
    setInterval(() => this.#tick(), TICK);
  }

  /** The program's time in milliseconds. */
  get now() {
    return this.#base ? this.#base.now + performance.now() - this.#base.at : Date.now();
  }

  /** Take what the server says of the clock. */
  set({ now, next }) {
    this.#base = { now: Date.parse(now), at: performance.now() };
    this.#next = next;
    this.#planLook();
    this.#tick();
    this.#showNext();
  }

  #planLook() {
    const untilDue = this.#next ? Date.parse(this.#next.at) - this.now + AFTER_DUE : LOOK_AGAIN;
    const soon = untilDue > 0 ? Math.min(untilDue, LOOK_AGAIN) : AFTER_DUE;
    this.#lookAt = performance.now() + soon;
  }

  #tick() {
    if (!this.#base) return;
    const { hour, minute, second } = parts(this.now);
    this.time.textContent = `${hour}:${minute}:${second}`;
    this.day.textContent = weekdayAndDay(this.now);
    if (`${dayOf(this.now)} ${minute}` !== this.#minute) {
      this.#minute = `${dayOf(this.now)} ${minute}`;
      this.onMinute(hourMinute(this.now));
      this.#showNext();
    }
    if (performance.now() >= this.#lookAt && !document.hidden) this.#look();
  }

  async #look() {
    this.#lookAt = Number.POSITIVE_INFINITY;
    try {
      this.set(await api.clock());
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      this.#lookAt = performance.now() + LOOK_AGAIN; // the line's own notice says that it is down
    }
  }

  #showNext() {
    const next = this.#next;
    const words = next ? `${comingMoment(Date.parse(next.at), this.now)} · ${next.title}` : "Không còn thông báo nào được hẹn";
    this.nextTitle.textContent = words;
    this.nextButton.title = next ? words : "";
    this.nextButton.disabled = !next || this.#busy;
  }

  async #move(move) {
    try {
      await this.#moveOrThrow(move);
    } catch (error) {
      if (!(error instanceof api.ApiError)) throw error;
      this.say(error.message);
    }
  }

  async #moveOrThrow(move) {
    if (this.#busy) return;
    this.#setBusy(true);
    try {
      this.set(await api.moveClock(move));
    } catch (error) {
      throw CLOCK_WORDS[error.status] ? new api.ApiError(error.status, CLOCK_WORDS[error.status]) : error;
    } finally {
      this.#setBusy(false);
    }
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.nextButton.setAttribute("aria-busy", String(busy));
    for (const button of this.buttons) button.disabled = busy;
    this.#showNext();
  }
}
