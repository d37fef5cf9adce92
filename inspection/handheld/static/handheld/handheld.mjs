// The handheld: tasks and records that are there without a line, and go on when it is back.
import { RecordForm } from './form.mjs';
import { Outbox } from './outbox.mjs';
import { deviceName, kept } from './store.mjs';
import { fill, listTasks } from './tasks.mjs';

const AGAIN = 10_000;
const find = (id) => document.getElementById(id);
const data = JSON.parse(find('handheld-data').textContent);
const { words, officer } = data;
const KEY = `today.${officer}`;
let today = { tasks: [], concluded: [] };
let form = null;

const outbox = new Outbox({ officer, device: await deviceName(), address });
await outbox.load();
today = (await kept.read(KEY)) ?? today;
listen();
showList();
showLine();
await refresh();
outbox.flush();
openFromAddress();
setInterval(() => document.hidden || refresh(), AGAIN);
navigator.serviceWorker?.register(data.worker, { scope: '/handheld/', updateViaCache: 'none' });
navigator.storage?.persist?.();
document.documentElement.dataset.handheld = 'ready';

function address(act) {
  const base = data.records.replace('ORDER', act.order_no);
  if (act.type === 'field') return `${base}/entries`;
  return act.type === 'photograph' ? `${base}/photographs` : `${base}/photographs/${act.photograph_id}`;
}

function listen() {
  outbox.addEventListener('changed', () => { showLine(); if (!form) showList(); });
  outbox.addEventListener('line', () => { showLine(); form?.proof.show(); if (outbox.isUp) refresh(); });
  outbox.addEventListener('taken', () => { if (!outbox.waiting.some((act) => !act.refused)) refresh(); });
  outbox.addEventListener('refused', () => form?.proof.show());
  outbox.addEventListener('signed-out', () => say(words.sign_in));
  outbox.addEventListener('full', () => say(words.full));
  window.addEventListener('online', refresh);
  window.addEventListener('hashchange', openFromAddress);
  for (const way of document.querySelectorAll('form[action="/sign-out/"]')) way.addEventListener('submit', signOut);
}

/** What the portal says now; without a line what it said last stays. */
async function refresh() {
  let answer;
  try {
    answer = await fetch(data.tasks, { headers: { Accept: 'application/json' }, credentials: 'same-origin' });
  } catch {
    outbox.heard(false);
    return;
  }
  outbox.heard(true);
  if (answer.status === 401 || answer.status === 403) { say(words.sign_in); return; }
  if (!answer.ok) return;
  const told = await answer.json();
  await keepOpen(told);
  today = told;
  for (const task of today.tasks) if (task.returned) outbox.openAgain(task.order_no);
  await kept.write(KEY, today);
  if (form) form.show(today.tasks.find((one) => one.order_no === form.orderNo) ?? form.task);
  else showList();
}

/** The order on the glass may have left the list: concluded, or given to others. */
async function keepOpen(told) {
  if (!form || told.tasks.some((one) => one.order_no === form.orderNo)) return;
  const answer = await fetch(data.records.replace('ORDER', form.orderNo), { headers: { Accept: 'application/json' } });
  if (answer.ok) form.task = { ...form.task, record: await answer.json() };
}

function openFromAddress() {
  const orderNo = decodeURIComponent(location.hash.slice(1));
  const task = today.tasks.find((one) => one.order_no === orderNo);
  if (task) open(task);
  else if (form) leave();
}

function open(task) {
  if (form?.orderNo === task.order_no) return;
  form?.close();
  find('list').hidden = true;
  find('record').hidden = false;
  form = new RecordForm({
    place: find('record'), data, task, outbox, refresh, say, leave: () => { location.hash = ''; },
  });
}

function leave() {
  form?.close();
  form = null;
  find('record').hidden = true;
  find('record').replaceChildren();
  find('list').hidden = false;
  showList();
  find('main').focus();
}

function showList() {
  listTasks(today, { words, pages: data.pages, outbox, open: (orderNo) => { location.hash = orderNo; } });
}

function showLine() {
  const line = find('line');
  const waiting = outbox.waiting.filter((act) => !act.refused).length;
  const told = waiting ? fill(words.waiting, { n: waiting }) : words.all_sent;
  const text = `${outbox.isUp ? words.online : words.offline} ${outbox.isUp || waiting ? `· ${told}` : ''}`;
  if (line.textContent !== text) line.textContent = text;
  line.classList.toggle('down', !outbox.isUp);
  line.dataset.waiting = waiting;
  line.dataset.line = outbox.isUp ? 'up' : 'down';
}

/** What was not sent must not go with the session; what was sent leaves the device with it. */
async function signOut(event) {
  event.preventDefault();
  const way = event.target;
  await outbox.flush();
  const waiting = outbox.waiting.filter((act) => !act.refused).length;
  if (waiting) { say(fill(words.unsent, { n: waiting })); return; }
  const device = await deviceName();
  await kept.clear();
  await kept.write('device', device);
  navigator.serviceWorker?.controller?.postMessage({ type: 'signed-out' });
  way.submit();
}

function say(text) {
  const said = find('said');
  said.textContent = text;
  said.hidden = !text;
}
