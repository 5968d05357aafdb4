// The sheet over a phone where chosen files are looked at, given a caption, and sent as photos or as files.

import { h, icon } from "./dom.js";
import { fileSize } from "./format.js";
import { sheet } from "./notices.js";

const PHOTO_TYPES = /^image\/(jpeg|png|webp|gif|bmp)$/;

/** Ask how to send `files`; `send(files, as, caption)` is called once, when the person says so. */
export function attachSheet(screen, files, send) {
  let chosen = files;
  const addresses = new Map();
  const rows = h("ul", { class: "attach-files" });
  const asPhoto = way("photo", "Gửi dạng ảnh", "attach-as-photo");
  const asFile = way("document", "Gửi dạng tệp, giữ nguyên cỡ", "attach-as-file");
  const caption = h("textarea", { class: "attach-caption", rows: 2, maxlength: 1024, placeholder: "Thêm lời nhắn", "aria-label": "Lời nhắn kèm theo", data: { testid: "attach-caption" } });
  const title = h("h3", { class: "attach-title" });
  const drop = h("button", { class: "button", type: "button" }, "Thôi");
  const go = h("button", { class: "button primary", type: "submit", data: { testid: "attach-send" } }, "Gửi");
  const panel = h(
    "form",
    { class: "attach", role: "dialog", "aria-modal": "true", "aria-label": "Gửi ảnh hoặc tệp", data: { testid: "attach-sheet" } },
    title,
    rows,
    h("div", { class: "attach-ways", role: "radiogroup", "aria-label": "Cách gửi" }, asPhoto.label, asFile.label),
    caption,
    h("div", { class: "dialog-foot" }, drop, go),
  );

  function draw() {
    const allPhotos = chosen.every(({ type }) => PHOTO_TYPES.test(type));
    asPhoto.input.disabled = !allPhotos;
    if (!allPhotos) asFile.input.checked = true;
    title.textContent = chosen.length === 1 ? "Gửi 1 tệp" : `Gửi ${chosen.length} tệp`;
    rows.replaceChildren(...chosen.map((file) => fileRow(file, preview(file), () => remove(file))));
  }

  function preview(file) {
    if (!PHOTO_TYPES.test(file.type)) return null;
    if (!addresses.has(file)) addresses.set(file, URL.createObjectURL(file));
    return addresses.get(file);
  }

  function remove(file) {
    chosen = chosen.filter((one) => one !== file);
    if (chosen.length === 0) close();
    else draw();
  }

  asPhoto.input.checked = true;
  draw();
  const close = sheet(screen, panel, () => addresses.forEach((address) => URL.revokeObjectURL(address)));
  drop.addEventListener("click", close);
  panel.addEventListener("submit", (event) => {
    event.preventDefault();
    const as = asPhoto.input.checked ? "photo" : "document";
    close();
    send(chosen, as, caption.value.trim());
  });
  caption.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    panel.requestSubmit();
  });
  caption.focus({ preventScroll: true });
}

function way(value, words, testid) {
  const input = h("input", { type: "radio", name: "as", value, data: { testid } });
  return { input, label: h("label", { class: "attach-way" }, input, h("span", {}, words)) };
}

function fileRow(file, address, remove) {
  const picture = address ? h("img", { src: address, alt: "" }) : h("span", { class: "attach-icon" }, icon("file"));
  return h(
    "li",
    { class: "attach-file" },
    picture,
    h("span", { class: "document-words" }, h("span", { class: "document-name" }, file.name), h("span", { class: "document-size" }, fileSize(file.size))),
    h("button", { class: "round", type: "button", "aria-label": `Bỏ tệp ${file.name}`, on: { click: remove } }, icon("close")),
  );
}
