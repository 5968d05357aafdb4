// What a person writes with: the growing text field, the list of commands, files that are chosen, dropped or pasted.

import { h } from "./dom.js";
import { menu } from "./notices.js";

export class Composer {
  /** `foot` is the phone's lower part. `doors`: say(text), commands(), chosen(files). */
  constructor(foot, doors) {
    this.form = foot.querySelector(".composer");
    this.field = foot.querySelector("textarea");
    this.list = foot.querySelector(".commands-list");
    this.picker = foot.querySelector(".files");
    this.doors = doors;
    const door = foot.querySelector("[data-testid=commands]");
    this.showCommands = menu(door, this.list, () => this.#fillCommands(this.doors.commands()));
    this.#listen(foot);
    this.#fit();
  }

  #listen(foot) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("paste", ({ clipboardData }) => {
      if (clipboardData.files.length > 0) this.doors.chosen([...clipboardData.files]);
    });
    foot.querySelector("[data-testid=attach]").addEventListener("click", () => this.picker.click());
    this.picker.addEventListener("change", () => {
      const files = [...this.picker.files];
      this.picker.value = "";
      if (files.length > 0) this.doors.chosen(files);
    });
  }

  #key(event) {
    if (event.key === "Escape") this.showCommands(false);
    // Vietnamese input methods use Enter to accept the word being composed.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    this.#send();
  }

  #send() {
    const text = this.field.value.trim();
    if (text === "") return;
    this.field.value = "";
    this.#typed();
    this.field.focus({ preventScroll: true });
    this.doors.say(text);
  }

  /** Give back a text that could not be sent, before whatever was typed since. */
  restore(text) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
    this.#typed();
  }

  #typed() {
    this.#fit();
    const asked = /^\/([a-z0-9_]*)$/.exec(this.field.value);
    if (!asked) {
      if (!this.list.hidden) this.showCommands(false);
      return;
    }
    const fitting = this.doors.commands().filter(({ command }) => command.startsWith(asked[1]));
    this.showCommands(fitting.length > 0);
    this.#fillCommands(fitting);
  }

  #fit() {
    this.form.classList.toggle("is-empty", this.field.value.trim() === "");
    this.field.style.height = "auto";
    const wanted = this.field.scrollHeight;
    if (wanted > 0) this.field.style.height = `${Math.min(wanted, 148)}px`;
  }

  #fillCommands(commands) {
    const rows = commands.map(({ command, description }) =>
      h(
        "button",
        { class: "command", type: "button", role: "menuitem", data: { testid: "command", command }, on: { click: () => this.#choose(command) } },
        h("strong", {}, `/${command}`),
        h("span", {}, description),
      ),
    );
    this.list.replaceChildren(...(rows.length > 0 ? rows : [h("p", { class: "command-none" }, "Trợ lý chưa đặt lệnh nào.")]));
  }

  #choose(command) {
    if (this.field.value.startsWith("/")) this.field.value = "";
    this.#fit();
    this.doors.say(`/${command}`);
  }
}
