// Dates, sizes and names as a Vietnamese reader writes them. The zone is always Asia/Ho_Chi_Minh.

const WEEKDAYS = { Sun: "Chủ nhật", Mon: "Thứ hai", Tue: "Thứ ba", Wed: "Thứ tư", Thu: "Thứ năm", Fri: "Thứ sáu", Sat: "Thứ bảy" };
const PARTS = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Asia/Ho_Chi_Minh",
  hourCycle: "h23",
  weekday: "short",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});

/** {weekday, day, month, year, hour, minute, second} of a moment given in milliseconds; numbers without leading zeros in dates. */
export function parts(ms) {
  const found = Object.fromEntries(PARTS.formatToParts(ms).map(({ type, value }) => [type, value]));
  return { ...found, day: String(Number(found.day)), month: String(Number(found.month)), weekday: WEEKDAYS[found.weekday] };
}

/** "18:55" */
export function hourMinute(ms) {
  const { hour, minute } = parts(ms);
  return `${hour}:${minute}`;
}

/** "22/5/2026" */
export function dayOf(ms) {
  const { day, month, year } = parts(ms);
  return `${day}/${month}/${year}`;
}

/** "Thứ sáu, 22/5/2026" */
export function weekdayAndDay(ms) {
  return `${parts(ms).weekday}, ${dayOf(ms)}`;
}

/** "19:00 hôm nay", "08:00 ngày mai", "19:00 Thứ bảy 30/5": a coming moment as seen from `now`. */
export function comingMoment(ms, now) {
  const { weekday, day, month } = parts(ms);
  if (dayOf(ms) === dayOf(now)) return `${hourMinute(ms)} hôm nay`;
  if (dayOf(ms) === dayOf(now + 86_400_000)) return `${hourMinute(ms)} ngày mai`;
  return `${hourMinute(ms)} ${weekday.toLowerCase()} ${day}/${month}`;
}

/** The moment in ISO of "23/5/2026" and "7:45" (or "7h45", "7h"), or null where they name none. */
export function momentOf(dayText, timeText) {
  const day = /^\s*(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})\s*$/.exec(dayText);
  const time = /^\s*(\d{1,2})\s*(?:[:.hg]\s*(\d{1,2})?)?\s*$/i.exec(timeText);
  if (!day || !time) return null;
  const two = (text) => (text ?? "0").padStart(2, "0");
  const iso = `${day[3]}-${two(day[2])}-${two(day[1])}T${two(time[1])}:${two(time[2])}:00+07:00`;
  const ms = Date.parse(iso);
  const same = !Number.isNaN(ms) && dayOf(ms) === `${Number(day[1])}/${Number(day[2])}/${day[3]}`;
  return same ? iso : null;
}

/** "820 KB", "1,4 MB" */
export function fileSize(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} KB`;
  return `${(bytes / 1_000_000).toFixed(1).replace(".", ",")} MB`;
}

/** The letters on an avatar: of the first and last word, "Nguyễn Thị Lan" gives "NL". */
export function initials(name) {
  const words = name.trim().split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  if (words.length === 0) return "•";
  const ends = words.length === 1 ? [words[0]] : [words[0], words.at(-1)];
  return ends.map((word) => [...word][0].toLocaleUpperCase("vi")).join("");
}

/** Lower case, without accents, "đ" as "d": what a search compares. */
export function plain(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("đ", "d");
}

/** A message in one line, for the list of phones. */
export function oneLine(message) {
  if (message.text) return message.text.slice(0, 120).replace(/\s+/g, " ");
  if (message.photo) return "Ảnh";
  if (message.document) return `Tệp: ${message.document.name}`;
  return "Tin nhắn";
}
