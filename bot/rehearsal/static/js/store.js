// What the page knows of all phones: who they are, their last messages, what is unread, and which are open as columns.

const FEW = 6; // up to so many phones, all are columns
const OPEN_FIRST = 4; // of more than that, so many are columns at first
const MOST_OPEN = 12;
const GATHER = 60; // ms in which changes are drawn together

export class Store {
  bot = { name: "Đồng Hành", username: "" };
  zalo = []; // the names of Zalo's bots
  phones = new Map();
  last = new Map();
  unread = new Map();
  pinned = [];
  active = null;
  narrow = false;
  crowdExpected = false; // phones that come in a crowd stay in the list
  #draw;
  #timer = null;

  /** `draw()` is called soon after each change, once for many. */
  constructor(draw) {
    this.#draw = draw;
  }

  /** Take the server's whole state. `wanted` are the ids to open if they exist. */
  reset({ bot, zalo, phones }, wanted) {
    this.bot = bot;
    this.zalo = zalo;
    this.phones = new Map(phones.map((phone) => [phone.id, phone]));
    for (const map of [this.last, this.unread]) {
      for (const id of map.keys()) if (!this.phones.has(id)) map.delete(id);
    }
    const kept = [...new Set([...this.pinned, ...wanted])].filter((id) => this.phones.has(id));
    const all = [...this.phones.keys()];
    this.pinned = kept.length > 0 ? kept.slice(0, MOST_OPEN) : all.slice(0, all.length > FEW ? OPEN_FIRST : FEW);
    if (!this.pinned.includes(this.active)) this.active = this.pinned[0] ?? null;
    this.drawNow();
  }

  /** A phone that is new or has changed. New ones open by themselves while there are few. */
  put(phone) {
    const isNew = !this.phones.has(phone.id);
    this.phones.set(phone.id, phone);
    if (isNew && this.phones.size <= FEW && !this.crowdExpected) this.pinned.push(phone.id);
    this.active ??= phone.id;
    this.#drawSoon();
  }

  setCommands(id, commands) {
    const phone = this.phones.get(id);
    if (phone) this.put({ ...phone, commands });
  }

  /** Open a phone as a column and make it the one that is looked at. */
  open(id) {
    if (!this.pinned.includes(id)) this.pinned.push(id);
    while (this.pinned.length > MOST_OPEN) this.pinned.shift();
    this.active = id;
    this.unread.delete(id);
    this.drawNow();
  }

  close(id) {
    this.pinned = this.pinned.filter((one) => one !== id);
    if (this.active === id) this.active = this.pinned[0] ?? null;
    this.drawNow();
  }

  /** Whether a message on this phone is before the reader's eyes. */
  seen(id) {
    return this.pinned.includes(id) && (!this.narrow || this.active === id);
  }

  noteMessage(id, message) {
    const before = this.last.get(id);
    this.last.set(id, message);
    const fresh = message.from === "bot" && (!before || message.id > before.id);
    if (fresh && !this.seen(id)) this.unread.set(id, (this.unread.get(id) ?? 0) + 1);
    this.#drawSoon();
  }

  /** The last message of a chat that began before this page, unless a newer one has come. */
  noteEarlier(id, message) {
    if (this.last.has(id)) return;
    this.last.set(id, message);
    this.#drawSoon();
  }

  noteEdit(id, message) {
    if (this.last.get(id)?.id !== message.id) return;
    this.last.set(id, message);
    this.#drawSoon();
  }

  setNarrow(narrow) {
    this.narrow = narrow;
    const looked = narrow ? [this.active] : this.pinned;
    for (const id of looked) this.unread.delete(id);
    this.drawNow();
  }

  /** Whether the list of phones is of use: there are many, or some are put away. */
  get listUseful() {
    return this.phones.size > FEW || this.pinned.length < this.phones.size;
  }

  #drawSoon() {
    this.#timer ??= setTimeout(() => this.drawNow(), GATHER);
  }

  drawNow() {
    clearTimeout(this.#timer);
    this.#timer = null;
    this.#draw();
  }
}
