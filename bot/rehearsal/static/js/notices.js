// Short words over a phone or the page: a toast that goes by itself, an alert that waits for a tap, and menus.

import { h } from "./dom.js";

const TOAST_STAYS = 4000;

/** Show words for a moment in `place` (a live region). */
export function toast(place, words, { wrong = false } = {}) {
  const note = h("p", { class: wrong ? "toast is-wrong" : "toast", data: { testid: "toast" } }, words);
  place.append(note);
  while (place.childElementCount > 3) place.firstElementChild.remove();
  setTimeout(() => note.remove(), TOAST_STAYS);
}

/** Put a panel over a phone's screen; the rest of it waits. Returns what closes it. */
export function sheet(screen, panel, onClose = () => undefined) {
  const before = document.activeElement;
  const rest = [...screen.children];
  const cover = h("div", { class: "cover" }, panel);
  const close = () => {
    cover.remove();
    for (const part of rest) part.inert = false;
    if (before instanceof HTMLElement && before.isConnected) before.focus({ preventScroll: true });
    onClose();
  };
  cover.addEventListener("keydown", (event) => {
    if (event.key === "Escape") close();
  });
  for (const part of rest) part.inert = true;
  screen.append(cover);
  return close;
}

/** The answer to a tap that asks to be read: stays until "Đã hiểu". */
export function alertOver(screen, words) {
  screen.querySelector(":scope > .cover.is-alert")?.remove();
  const understood = h("button", { class: "button primary", type: "button", data: { testid: "alert-ok" } }, "Đã hiểu");
  const panel = h(
    "div",
    { class: "alert", role: "alertdialog", "aria-modal": "true", "aria-label": "Trợ lý báo", data: { testid: "alert" } },
    h("p", {}, words),
    understood,
  );
  const close = sheet(screen, panel);
  panel.parentElement.classList.add("is-alert");
  understood.addEventListener("click", close);
  understood.focus({ preventScroll: true });
}

/** Make `door` open and close `menu`; it also closes at Escape, at a choice, and at a tap elsewhere. */
export function menu(door, panel, onOpen = () => undefined) {
  const away = ({ target }) => {
    if (!panel.contains(target) && !door.contains(target)) show(false);
  };
  const escape = (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    show(false);
    door.focus();
  };

  function show(open) {
    if (open) onOpen();
    panel.hidden = !open;
    door.setAttribute("aria-expanded", String(open));
    if (open) document.addEventListener("pointerdown", away);
    else document.removeEventListener("pointerdown", away);
  }

  door.addEventListener("click", () => show(panel.hidden));
  for (const part of [door, panel]) part.addEventListener("keydown", escape);
  panel.addEventListener("click", ({ target }) => {
    if (target.closest("button")) show(false);
  });
  return show;
}
