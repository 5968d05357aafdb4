// The page on which a phone sends files: what was chosen, what is wrong with it, how far it has gone.
"use strict";

const page = document.body.dataset;
const accepted = page.accept.split(" ");
const most = Number(page.most);
const mostFiles = Number(page.files);
const find = (id) => document.getElementById(id);
let chosen = [];

const megabytes = (bytes) => (bytes / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 });

function fault(file) {
  const ending = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
  const isPhoto = ["image/jpeg", "image/png"].includes(file.type);
  if (!accepted.includes(ending) && !isPhoto) return `Tệp ${file.name}: loại này chưa nhận được.`;
  if (file.size > most) return `Tệp ${file.name}: ${megabytes(file.size)} MB, lớn quá mức nhận.`;
  if (file.size === 0) return `Tệp ${file.name} rỗng.`;
  return "";
}

function tell(words) {
  find("problem").textContent = words;
}

function show() {
  find("list").replaceChildren(...chosen.map((file, place) => {
    const line = document.createElement("li");
    const name = document.createElement("span");
    const drop = document.createElement("button");
    name.textContent = `${file.name} (${megabytes(file.size)} MB)`;
    drop.type = "button";
    drop.textContent = "Bỏ";
    drop.setAttribute("aria-label", `Bỏ tệp ${file.name}`);
    drop.addEventListener("click", () => { chosen.splice(place, 1); show(); });
    line.append(name, drop);
    return line;
  }));
  find("send").disabled = chosen.length === 0;
  find("send").textContent = chosen.length ? `Gửi ${chosen.length} tệp` : "Gửi";
}

function add(event) {
  const faults = [];
  for (const file of event.target.files) {
    const wrong = fault(file);
    if (wrong) faults.push(wrong);
    else if (chosen.length >= mostFiles) faults.push(`Nhiều nhất ${mostFiles} tệp.`);
    else chosen.push(file);
  }
  event.target.value = "";
  tell(faults.join(" "));
  show();
}

function ended(request) {
  find("bar").hidden = true;
  let said = {};
  try { said = JSON.parse(request.responseText); } catch { said = {}; }
  if (request.status === 200) {
    find("form").hidden = true;
    find("done").hidden = false;
    find("count").textContent = `Đã nhận ${said.files} tệp.`;
    return;
  }
  find("send").disabled = false;
  tell(said.problem || "Chưa gửi được. Đồng chí thử lại.");
}

function send(event) {
  event.preventDefault();
  const form = new FormData();
  for (const file of chosen) form.append("files", file, file.name);
  const request = new XMLHttpRequest();
  request.upload.addEventListener("progress", (sent) => {
    if (sent.lengthComputable) find("bar").value = Math.round((100 * sent.loaded) / sent.total);
  });
  request.addEventListener("load", () => ended(request));
  request.addEventListener("error", () => ended(request));
  request.open("POST", location.pathname);
  tell("");
  find("bar").hidden = false;
  find("bar").value = 0;
  find("send").disabled = true;
  request.send(form);
}

find("photo").addEventListener("change", add);
find("choose").addEventListener("change", add);
find("form").addEventListener("submit", send);
