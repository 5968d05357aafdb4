// One phone's column: who holds it, its chat, and everything that its person can do.

import * as api from "./api.js";
import { attachSheet } from "./attach.js";
import { Composer } from "./composer.js";
import { stamp } from "./dom.js";
import { initials } from "./format.js";
import { alertOver, menu, toast } from "./notices.js";
import { Taps } from "./taps.js";
import { Transcript } from "./transcript.js";

const TYPING_LASTS = 5500; // ms; Telegram shows a chat action for about 5 s

export class PhoneView {
  #waiting = []; // events that came while the messages were being fetched; null once they are here
  #sending = Promise.resolve();
  #typingEnds = null;

  /** `bot` as the server gives it; `unpin()` puts this column away. */
  constructor(phone, bot, unpin) {
    this.phone = phone;
    this.bot = bot;
    this.element = stamp("phone-template");
    this.element.dataset.phone = phone.id;
    const find = (selector) => this.element.querySelector(selector);
    this.find = find;
    this.screen = find(".screen");
    this.toasts = find(".toasts");
    this.taps = new Taps(phone.id, (words) => this.#complain(words));
    const doors = {
      phone: phone.id,
      command: (text) => this.say(text),
      link: (url) => this.#deepLink(url),
      tap: (message, button, element) => this.taps.press(message, button, element),
    };
    const parts = { scroll: find(".scroll"), list: find(".messages"), older: find(".older"), down: find(".down"), downCount: find(".down-count") };
    this.transcript = new Transcript(parts, doors);
    this.composer = new Composer(find(".foot"), {
      say: (text) => this.say(text),
      commands: () => this.phone.commands,
      chosen: (files) => attachSheet(this.screen, files, (...how) => this.#sendFiles(...how)),
    });
    this.#wire(unpin);
    this.describe(phone);
  }

  #wire(unpin) {
    const { find } = this;
    menu(find(".menu-door"), find(".menu"));
    find("[data-testid=block]").addEventListener("click", () => this.#block(!this.phone.blocked));
    find("[data-testid=unblock]").addEventListener("click", () => this.#block(false));
    for (const name of ["unpin", "menu-unpin"]) find(`[data-testid=${name}]`).addEventListener("click", unpin);
    find(".start").addEventListener("click", () => this.say(`/start ${this.phone.start}`.trim()));
    this.screen.addEventListener("dragover", (event) => event.preventDefault());
    this.screen.addEventListener("drop", (event) => {
      event.preventDefault();
      const files = [...event.dataTransfer.files];
      if (files.length > 0 && !this.phone.blocked) attachSheet(this.screen, files, (...how) => this.#sendFiles(...how));
    });
  }

  /** Show who holds the phone, whether the bot is blocked, and what the chat is about. */
  describe(phone) {
    this.phone = phone;
    const { find } = this;
    this.element.setAttribute("aria-label", `Điện thoại của ${phone.name}`);
    find(".owner .avatar").textContent = initials(phone.name);
    find(".owner .avatar").dataset.hue = phone.id % 6;
    find(".owner-name").textContent = phone.name;
    find(".owner-note").textContent = phone.note;
    this.element.dataset.channel = phone.channel;
    find(".owner .avatar").dataset.channel = phone.channel;
    find(".channel-mark").hidden = !this.#zalo;
    find("[data-testid=commands]").hidden = this.#zalo;
    find(".unpin").setAttribute("aria-label", `Cất điện thoại của ${phone.name}`);
    find(".bot-avatar").textContent = initials(phone.bot_name);
    find(".bot-name").textContent = phone.bot_name;
    find(".scroll").setAttribute("aria-label", `Cuộc trò chuyện của ${phone.name} với ${phone.bot_name}${this.#zalo ? " trên Zalo" : ""}`);
    find("[data-testid=block]").textContent = phone.blocked ? "Bỏ chặn trợ lý" : "Chặn trợ lý";
    find(".empty").textContent = this.#zalo ? this.#firstWords() : `Chưa có tin nhắn nào. Bấm “Bắt đầu” để trò chuyện với ${phone.bot_name}.`;
    this.#showFoot();
  }

  get #zalo() {
    return this.phone.channel === "zalo";
  }

  /** Zalo has no button to begin with: somebody writes first, as the sheet on the wall says. */
  #firstWords() {
    const words = this.phone.start === "" ? "một lời chào" : `“${this.phone.start}”`;
    return `Chưa có tin nhắn nào. Trên Zalo, đồng chí gõ ${words} để trò chuyện với ${this.phone.bot_name}.`;
  }

  /** Fetch the whole chat; events that come meanwhile are kept and follow. */
  async load() {
    const late = [];
    this.#waiting = late;
    try {
      const messages = await api.messages(this.phone.id);
      if (this.#waiting !== late) return; // a later load has taken over
      this.transcript.reset(messages);
    } catch (error) {
      this.#complain(wordsOf(error));
      if (this.#waiting !== late) return;
    }
    this.#waiting = null;
    for (const event of late) this.receive(event);
    this.#showFoot();
  }

  /** One live event that concerns this phone. */
  receive(event) {
    if (this.#waiting !== null && ["message", "edit", "delete"].includes(event.type)) {
      this.#waiting.push(event);
      return;
    }
    if (event.type === "message" || event.type === "edit") this.#put(event.message);
    else if (event.type === "delete") this.transcript.remove(event.message_id);
    else if (event.type === "typing") this.#typing(true);
    else if (event.type === "tapped") this.#tapped(event);
  }

  #put(message) {
    if (message.from === "bot") this.#typing(false);
    this.transcript.put(message);
    this.#showFoot();
  }

  #tapped({ tap, text, alert }) {
    this.taps.answered(tap);
    if (text && alert) alertOver(this.screen, text);
    else if (text) toast(this.toasts, text);
  }

  #typing(on) {
    clearTimeout(this.#typingEnds);
    this.find(".bot-state").textContent = on ? "đang soạn tin…" : "trợ lý tự động";
    this.find(".bot-state").classList.toggle("is-typing", on);
    this.find(".typing").hidden = !on;
    if (on) this.#typingEnds = setTimeout(() => this.#typing(false), TYPING_LASTS);
  }

  #showFoot() {
    const fresh = this.#waiting === null && this.transcript.size === 0;
    const { blocked } = this.phone;
    this.find(".empty").hidden = !fresh;
    this.find(".blocked").hidden = !blocked;
    const hasDoor = fresh && !this.#zalo;
    this.find(".start").hidden = blocked || !hasDoor;
    this.find(".composer").hidden = blocked || hasDoor;
    this.element.classList.toggle("is-blocked", blocked);
    if (this.find(".bot-state").textContent === "") this.#typing(false);
  }

  /** Send a text after those before it; one that fails goes back into the field. */
  say(text) {
    this.transcript.toEnd();
    this.#inTurn(() => api.sendText(this.phone.id, text), () => this.composer.restore(text));
  }

  #sendFiles(files, as, caption) {
    this.transcript.toEnd();
    this.#inTurn(() => api.sendFiles(this.phone.id, files, as, caption));
  }

  #inTurn(send, onFailure = () => undefined) {
    this.#sending = this.#sending.then(send).catch((error) => {
      this.#complain(wordsOf(error));
      onFailure();
    });
  }

  async #block(blocked) {
    try {
      await api.block(this.phone.id, blocked);
    } catch (error) {
      this.#complain(wordsOf(error));
    }
  }

  /** A link to this very bot is a tap on "Bắt đầu" with its payload, as in the real app. */
  #deepLink(url) {
    if (this.#zalo) return false;
    const found = /^https?:\/\/(?:t\.me|telegram\.me)\/([A-Za-z0-9_]+)(?:\?start=([A-Za-z0-9_-]*))?$/.exec(url);
    if (!found || found[1].toLowerCase() !== this.bot.username.toLowerCase()) return false;
    if (found[2] !== undefined) this.say(`/start ${found[2]}`.trim());
    return true;
  }

  #complain(words) {
    toast(this.toasts, words, { wrong: true });
  }

  destroy() {
    clearTimeout(this.#typingEnds);
    this.transcript.destroy();
    this.element.remove();
  }
}

function wordsOf(error) {
  if (error instanceof api.ApiError) return error.message;
  throw error;
}
