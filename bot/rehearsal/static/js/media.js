// Photos, albums and documents inside a bubble, and the window that shows a photo large.

import { fileAddress } from "./api.js";
import { h, icon } from "./dom.js";
import { fileSize } from "./format.js";

const viewer = document.getElementById("viewer");
const viewerImage = viewer.querySelector("img");
const viewerLink = viewer.querySelector("a");
viewer.addEventListener("click", ({ target }) => {
  if (target === viewer || target === viewerImage || target.closest("[data-close]")) viewer.close();
});
viewer.addEventListener("close", () => viewerImage.removeAttribute("src"));

function view(address) {
  viewerImage.src = address;
  viewerLink.href = address;
  viewer.showModal();
}

/** A photo that keeps its place while it loads; a tap shows it large. */
export function photo(phone, message, { cropped = false } = {}) {
  const { file_id, width, height } = message.photo;
  const address = fileAddress(phone, file_id);
  const image = h("img", { src: address, alt: "Ảnh trong tin nhắn", loading: "lazy", width, height });
  const open = () => view(address);
  const frame = h("button", { class: "photo", type: "button", "aria-label": "Xem ảnh lớn", on: { click: open } }, image);
  if (!cropped) frame.style.aspectRatio = `${width} / ${height}`;
  return frame;
}

/** Several photos as one grid: each tile keeps the id of its own message. */
export function album(phone, messages) {
  const tiles = messages.map((message) =>
    h("div", { class: "tile", data: { messageId: message.id, from: message.from } }, photo(phone, message, { cropped: true })),
  );
  return h("div", { class: "album", data: { count: messages.length } }, tiles);
}

/** A document with its name and size; a tap downloads it. */
export function documentRow(phone, { file_id, name, size }) {
  const kind = /\.([^.]{1,5})$/.exec(name)?.[1].toUpperCase();
  return h(
    "a",
    { class: "document", href: fileAddress(phone, file_id), download: name, "aria-label": `Tải tệp ${name}, ${fileSize(size)}` },
    h("span", { class: "document-kind", "aria-hidden": "true" }, kind ?? icon("file")),
    h("span", { class: "document-words" }, h("span", { class: "document-name" }, name), h("span", { class: "document-size" }, fileSize(size))),
  );
}
