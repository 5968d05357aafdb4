// The two questions of the top bar: a new phone, and the moment to go to.

import { ApiError } from "./api.js";
import { h } from "./dom.js";
import { dayOf, hourMinute, momentOf, parts } from "./format.js";

const DAY = 86_400_000;
const DAYS_OFFERED = 7;

class Wrong extends Error {}

/** Show a dialog; `save(form)` does the work and may throw Wrong or ApiError, whose words are shown in it. */
function ask(id, prepare, save) {
  const dialog = document.getElementById(id);
  const form = dialog.querySelector("form");
  const error = dialog.querySelector(".dialog-error");
  const submit = form.querySelector("[type=submit]");
  error.hidden = true;
  prepare(form);
  form.onsubmit = async (event) => {
    event.preventDefault();
    submit.disabled = true;
    try {
      await save(form);
      dialog.close();
    } catch (problem) {
      if (!(problem instanceof Wrong || problem instanceof ApiError)) throw problem;
      error.textContent = problem.message;
      error.hidden = false;
    } finally {
      submit.disabled = false;
    }
  };
  dialog.querySelector("[data-close]").onclick = () => dialog.close();
  dialog.showModal();
}

/** Ask for a new phone; `save({name, note, start, channel, bot})` makes it. `zalo` are the names of Zalo's bots. */
export function askPhone(zalo, save) {
  ask(
    "add-dialog",
    (form) => {
      offerChannels(form, zalo);
      form.reset();
      sayWhatBegins(form);
    },
    (form) => {
      const { name, note, start, by } = Object.fromEntries(new FormData(form));
      if (name.trim() === "") throw new Wrong("Đồng chí cho biết họ và tên.");
      const channel = by ? { channel: "zalo", bot: by } : { channel: "telegram" };
      return save({ name: name.trim(), note: note.trim(), start: start.trim(), ...channel });
    },
  );
}

/** Telegram, or one of Zalo's bots: the value is the bot's name, empty for Telegram. */
function offerChannels(form, zalo) {
  const ways = [["", "Telegram"], ...zalo.map((name) => [name, zalo.length > 1 ? `Zalo · ${name}` : "Zalo"])];
  const radios = ways.map(([value, words]) => {
    const input = h("input", { type: "radio", name: "by", value, data: { testid: `add-by-${value || "telegram"}` } });
    input.defaultChecked = value === "";
    return h("label", { class: "way" }, input, h("span", {}, words));
  });
  form.querySelector(".ways").hidden = zalo.length === 0;
  form.querySelector(".ways-row").replaceChildren(...radios);
  form.querySelector(".ways").onchange = () => sayWhatBegins(form);
}

function sayWhatBegins(form) {
  const zalo = new FormData(form).get("by") !== "";
  form.querySelector(".start-label").textContent = zalo ? "Tin đầu tiên" : "Mã kèm nút “Bắt đầu”";
  form.querySelector(".start-hint").textContent = zalo ? "Zalo không có nút “Bắt đầu”: người ấy gõ mã trên tờ dán ở hội trường." : "Mã mời hoặc mã xã trong đường dẫn.";
  form.elements.start.placeholder = zalo ? "Ví dụ: c24778" : "Ví dụ: c_24778";
}

/** Ask for a moment after `now` (ms); `go(iso)` moves the clock there. */
export function askMoment(now, go) {
  ask(
    "date-dialog",
    (form) => {
      form.elements.day.value = dayOf(now);
      form.elements.time.value = hourMinute(now + 60_000);
      offerDays(form, now);
    },
    (form) => {
      const iso = momentOf(form.elements.day.value, form.elements.time.value);
      if (iso === null) throw new Wrong("Đồng chí ghi ngày như 23/5/2026 và giờ như 07:45.");
      if (Date.parse(iso) <= now) throw new Wrong("Lúc này đã qua rồi. Đồng hồ chỉ tua tới, không lùi lại.");
      return go(iso);
    },
  );
}

function offerDays(form, now) {
  const days = Array.from({ length: DAYS_OFFERED }, (_, later) => now + later * DAY);
  const place = form.querySelector(".days");
  const mark = () => {
    for (const chip of place.children) chip.setAttribute("aria-pressed", String(chip.dataset.day === form.elements.day.value));
  };
  const chips = days.map((ms) => {
    const { weekday, day, month } = parts(ms);
    const pick = () => {
      form.elements.day.value = dayOf(ms);
      mark();
    };
    const props = { class: "day-chip", type: "button", data: { day: dayOf(ms) }, on: { click: pick } };
    return h("button", props, h("span", {}, weekday), h("strong", {}, `${day}/${month}`));
  });
  place.replaceChildren(...chips);
  form.elements.day.oninput = mark;
  mark();
}
