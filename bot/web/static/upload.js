// The page on which a phone sends files: what was chosen, what is wrong with it, how far it has gone.
// While files are on their way nothing can be changed. An answer that was lost is asked for before anything is said.
"use strict";

const page = document.body.dataset;
const accepted = page.accept.split(" ");
const most = Number(page.most);
const mostInAll = Number(page.total);
const mostFiles = Number(page.files);
const find = (id) => document.getElementById(id);

const SENDING = "Đang gửi, đồng chí giữ trang này mở.";
const ASKING = "Mạng bị ngắt. Đang hỏi xem tệp đã tới nơi chưa…";
const UNSURE = "Mạng bị ngắt nên chưa biết tệp đã tới nơi chưa. Khi có mạng, đồng chí chọn Gửi lại: tệp không bị ghi hai lần.";
const ILL = "Máy chủ đang bận, tệp chưa tới nơi. Đồng chí chọn Gửi lại sau ít phút.";
const TOO_MUCH = "Máy chủ không nhận được từng ấy tệp một lần. Đồng chí bỏ bớt tệp rồi gửi lại.";
const NOT_THERE = "Mạng bị ngắt, tệp chưa tới nơi. Đồng chí chọn Gửi lại.";
const ASK_SECONDS = 20;
const SILENT_SECONDS = 90; // a line that has gone says nothing of it

let chosen = [];
let nonce = "";
let sending = false;
let lost = false; // an answer: what was sent may have arrived

const megabytes = (bytes) => (bytes / 1048576).toLocaleString("vi-VN", { maximumFractionDigits: 1 });
const inAll = () => chosen.reduce((sum, file) => sum + file.size, 0);

// A name of this sending: the same files sent again under it are taken once.
function fresh() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fault(file) {
  const ending = file.name.includes(".") ? file.name.split(".").pop().toLowerCase() : "";
  const isPhoto = ["image/jpeg", "image/png"].includes(file.type);
  if (!accepted.includes(ending) && !isPhoto) return page.wrongType.split("{name}").join(file.name);
  if (file.size > most) return `Tệp ${file.name}: ${megabytes(file.size)} MB, lớn hơn ${megabytes(most)} MB.`;
  if (file.size === 0) return `Tệp ${file.name} rỗng.`;
  if (chosen.length >= mostFiles) return page.tooMany;
  if (inAll() + file.size > mostInAll) {
    return `Tệp ${file.name} chưa thêm được: cả thảy sẽ lớn quá ${megabytes(mostInAll)} MB. Đồng chí gửi các tệp kia trước.`;
  }
  return "";
}

function tell(words) {
  find("problem").textContent = words;
}

function line(file, place) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  const drop = document.createElement("button");
  name.textContent = `${file.name} (${megabytes(file.size)} MB)`;
  drop.type = "button";
  drop.textContent = "Bỏ";
  drop.setAttribute("aria-label", `Bỏ tệp ${file.name}`);
  drop.addEventListener("click", () => {
    if (sending) return;
    chosen.splice(place, 1);
    changed();
  });
  item.append(name, drop);
  return item;
}

function show() {
  const list = find("list");
  list.textContent = "";
  chosen.forEach((file, place) => list.append(line(file, place)));
  find("pick").disabled = sending;
  find("send").disabled = sending || chosen.length === 0;
  find("send").textContent = chosen.length ? `${lost ? "Gửi lại" : "Gửi"} ${chosen.length} tệp` : "Gửi";
  find("bar").hidden = !sending;
}

// Other files are another sending.
function changed() {
  nonce = fresh();
  show();
}

function add(event) {
  if (sending) return;
  const faults = [];
  for (const file of event.target.files) {
    const wrong = fault(file);
    if (!wrong) chosen.push(file);
    else if (!faults.includes(wrong)) faults.push(wrong);
  }
  event.target.value = "";
  tell(faults.join(" "));
  changed();
}

function done(said) {
  sending = false;
  chosen = [];
  find("form").hidden = true;
  find("done").hidden = false;
  const told = said.files ? [`Đã nhận ${said.files} tệp.`] : [];
  if (said.again || !said.files) told.push(`${said.again || "Các"} tệp đã có sẵn trong bài, không ghi hai lần.`);
  find("count").textContent = told.join(" ");
}

function stopped(words) {
  sending = false;
  find("going").textContent = "";
  tell(words);
  show();
}

function read(request) {
  try { return JSON.parse(request.responseText); } catch (broken) { return {}; }
}

function place() {
  return `${location.pathname}/${nonce}`;
}

// The answer was lost: what became of the sending is asked, not guessed.
function ask(otherwise) {
  const request = new XMLHttpRequest();
  const answered = () => {
    const said = read(request);
    if (request.status === 200 && "files" in said) done(said);
    else if (request.status === 200 && said.waits) otherwise();
    else stopped(said.problem || UNSURE);
  };
  lost = true;
  find("going").textContent = ASKING;
  request.timeout = ASK_SECONDS * 1000;
  for (const end of ["load", "error", "timeout"]) request.addEventListener(end, answered);
  request.open("GET", place());
  request.send();
}

function ended(request) {
  const said = read(request);
  if (request.status === 200 && "files" in said) done(said);
  else if (said.problem) stopped(said.problem);
  else if (request.status === 413) stopped(TOO_MUCH);
  else ask(() => stopped(request.status ? ILL : NOT_THERE));
}

function post() {
  const form = new FormData();
  for (const file of chosen) form.append("files", file, file.name);
  const request = new XMLHttpRequest();
  let silence = 0;
  const moves = () => {
    clearTimeout(silence);
    silence = setTimeout(() => request.abort(), SILENT_SECONDS * 1000);
  };
  request.upload.addEventListener("progress", (sent) => {
    moves();
    if (sent.lengthComputable) find("bar").value = Math.round((100 * sent.loaded) / sent.total);
  });
  for (const end of ["load", "error", "abort"]) {
    request.addEventListener(end, () => { clearTimeout(silence); ended(request); });
  }
  request.open("POST", place());
  find("going").textContent = SENDING;
  find("bar").value = 0;
  moves();
  request.send(form);
}

function send(event) {
  event.preventDefault();
  if (sending || !chosen.length) return;
  sending = true;
  tell("");
  show();
  if (lost) ask(post);
  else post();
}

find("photo").addEventListener("change", add);
find("choose").addEventListener("change", add);
find("form").addEventListener("submit", send);
window.addEventListener("beforeunload", (event) => {
  if (!sending) return;
  event.preventDefault();
  event.returnValue = "";
});
