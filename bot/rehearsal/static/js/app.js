// Wires the page: the server's events to the store, the columns, the list, the switcher and the clock.

import * as api from "./api.js";
import { ClockBar } from "./clock.js";
import { Columns } from "./columns.js";
import { askPhone } from "./dialogs.js";
import { listenTo } from "./live.js";
import { toast } from "./notices.js";
import { Roster } from "./roster.js";
import { Store } from "./store.js";
import { Switcher } from "./switcher.js";

const LEARNERS = 50;
const find = (selector) => document.querySelector(selector);
const say = (words, how) => toast(find(".page-toasts"), words, how);
const complain = (words) => say(words, { wrong: true });

const store = new Store(draw);
const columns = new Columns(find(".phones"), store);
const roster = new Roster(find(".roster"), store, { choose, putAway: (id) => store.close(id) });
const switcher = new Switcher(find(".switcher"), store, { choose, openList: () => roster.show(true) });
const clock = new ClockBar(find(".bar"), { say: complain, onMinute: showMinute });
let minute = "";

function draw() {
  columns.draw();
  roster.draw();
  switcher.draw();
  showMinute(minute);
  rememberOpen();
}

function choose(id) {
  store.open(id);
  if (store.narrow) roster.show(false);
  else columns.reveal(id);
}

function showMinute(now) {
  minute = now;
  for (const place of document.querySelectorAll(".status-time")) if (place.textContent !== now) place.textContent = now;
}

/** The open phones are kept in the address: a reload, or a link to a neighbour, shows the same ones. */
function rememberOpen() {
  const hash = `#${store.pinned.join(",")}`;
  if (location.hash !== hash && store.phones.size > 0) history.replaceState(null, "", hash);
}

function wantedPhones() {
  return location.hash.slice(1).split(",").filter(Boolean).map(Number).filter(Number.isInteger);
}

const lineState = find(".line-state");

async function takeState() {
  try {
    const state = await api.state();
    const openBefore = columns.open;
    clock.set(state.clock);
    store.reset(state, wantedPhones());
    columns.reload(openBefore);
    lineState.hidden = true;
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    lineDown();
  }
}

function lineDown() {
  lineState.textContent = "Mất kết nối với máy chủ diễn tập, đang nối lại…";
  lineState.hidden = false;
}

const ROUTES = {
  phone: ({ phone }) => store.put(phone),
  commands: ({ phone, commands }) => store.setCommands(phone, commands),
  clock: (event) => clock.set(event.clock),
  message: ({ phone, message }) => store.noteMessage(phone, message),
  edit: ({ phone, message }) => store.noteEdit(phone, message),
};

listenTo("/api/events", {
  onUp: takeState,
  onDown: lineDown,
  onEvent: (event) => {
    ROUTES[event.type]?.(event);
    columns.receive(event);
  },
});

async function addPhone(wanted) {
  const phone = await api.addPhone(wanted);
  store.put(phone);
  choose(phone.id);
}

async function bringIn({ currentTarget: button }) {
  button.disabled = true;
  store.crowdExpected = true;
  try {
    await api.bringIn(LEARNERS);
    say(`${LEARNERS} học viên đang vào lớp và tự học.`);
  } catch (error) {
    if (!(error instanceof api.ApiError)) throw error;
    complain(error.message);
  } finally {
    button.disabled = false;
  }
}

find("[data-testid=add-phone]").addEventListener("click", () => askPhone(store.zalo, addPhone));
find("[data-testid=bring-in]").addEventListener("click", bringIn);

const more = find(".bar-more");
more.addEventListener("click", () => {
  const open = more.getAttribute("aria-expanded") !== "true";
  more.setAttribute("aria-expanded", String(open));
  find(".top").classList.toggle("is-open", open);
});

const narrow = matchMedia("(max-width: 719px)");
narrow.addEventListener("change", () => {
  store.setNarrow(narrow.matches);
  roster.show(false);
});
store.setNarrow(narrow.matches);
