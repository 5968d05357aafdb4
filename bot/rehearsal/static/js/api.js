// The rehearsal server's phones over HTTP: one function for each thing that a phone or the clock can be asked.

/** What went wrong, in words that can be shown. `status` is 0 where the server could not be reached. */
export class ApiError extends Error {
  constructor(status, words) {
    super(words);
    this.name = "ApiError";
    this.status = status;
  }
}

const WORDS = {
  0: "Chưa nối được với máy chủ diễn tập. Đồng chí thử lại sau giây lát.",
  400: "Máy chủ diễn tập không nhận nội dung này.",
  404: "Không còn tìm thấy nội dung này.",
  409: "Việc này hiện không làm được.",
  413: "Tệp quá lớn.",
  502: "Chương trình chưa trả lời. Đồng chí thử lại sau giây lát.",
  503: "Chương trình chưa sẵn sàng cho việc này.",
};

async function ask(method, path, { json, form } = {}) {
  const body = form ?? (json === undefined ? undefined : JSON.stringify(json));
  const headers = json === undefined ? {} : { "Content-Type": "application/json" };
  let response;
  try {
    response = await fetch(path, { method, body, headers, cache: "no-store" });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new ApiError(0, WORDS[0]);
  }
  if (!response.ok) throw new ApiError(response.status, WORDS[response.status] ?? `Máy chủ diễn tập báo lỗi ${response.status}.`);
  const text = await response.text();
  return text ? JSON.parse(text) : null;
}

const post = (path, json) => ask("POST", path, { json });

export const state = () => ask("GET", "/api/state");
export const addPhone = (phone) => post("/api/phones", phone);
export const messages = (id) => ask("GET", `/api/phones/${id}/messages`);
export const sendText = (id, text) => post(`/api/phones/${id}/text`, { text });
export const tap = (id, message_id, data) => post(`/api/phones/${id}/tap`, { message_id, data });
export const block = (id, blocked) => post(`/api/phones/${id}/block`, { blocked });
export const clock = () => ask("GET", "/api/clock");
export const moveClock = (move) => post("/api/clock", move);
export const bringIn = (count) => post("/api/learners", { count });

/** Send files in one go, as "photo" or "document". */
export function sendFiles(id, files, as, caption) {
  const form = new FormData();
  for (const file of files) form.append("files", file, file.name);
  form.append("caption", caption);
  form.append("as", as);
  return ask("POST", `/api/phones/${id}/files`, { form });
}

/** Where a file that was sent in either direction can be downloaded. */
export const fileAddress = (id, file_id) => `/api/phones/${id}/files/${encodeURIComponent(file_id)}`;
