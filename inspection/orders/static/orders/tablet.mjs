// The wrist tablet: one card an order; acknowledge, then the finding with pictures.

import { call, unlockSound } from './alarm.mjs';
import { small } from './pictures.mjs';
import { TabletLine } from './tablet_line.mjs';

const MOST_PICTURES = 6;
const find = (selector) => document.querySelector(selector);
const data = JSON.parse(find('#tablet-data').textContent);
const { words } = data;
const cards = new Map();

const line = new TabletLine({
  officer: data.officer,
  hear,
  onState: showLine,
  onFull: () => say(words.no_room),
});
data.orders.forEach(keepOrder);
showRest();
document.addEventListener('pointerdown', unlockSound, { once: true });
find('#try-sound').addEventListener('click', () => {
  unlockSound();
  call();
});

function hear(message) {
  if (message.type === 'buzz') hearBuzz(message);
  else if (message.type === 'settled') settle(message);
  else if (message.type === 'welcome') readOrders();
  else if (message.type === 'taken' && message.about.type === 'finding') finish(message.about.order_no);
  else if (message.type === 'refused') say(refusal(message));
}

function refusal(message) {
  const chinese = document.documentElement.lang.startsWith('zh');
  const words = chinese ? [message.message_zh, message.remedy_zh] : [message.message, message.remedy];
  return words.filter(Boolean).join(' ');
}

function hearBuzz(buzz) {
  const known = cards.get(buzz.order_no);
  const card = known ?? keepOrder({ ...buzz, reason: '', accepted: false });
  card.buzzNo = buzz.buzz_no;
  card.element.querySelector('[data-accept]').disabled = false;
  if (buzz.times > 1) {
    const calls = card.element.querySelector('[data-calls]');
    calls.textContent = words.again.replace('{n}', buzz.times);
    calls.hidden = false;
  }
  if (!known) readOrders();
  call();
}

/** The line carries no reasons and tells nothing that ended while it was down; this door does. */
async function readOrders() {
  const before = new Set(cards.keys());
  const answer = await fetch(location.href, { headers: { Accept: 'application/json' } });
  if (!answer.ok) return;
  const { orders } = await answer.json();
  for (const order of orders) {
    before.delete(order.order_no);
    const card = cards.get(order.order_no) ?? keepOrder(order);
    card.element.querySelector('[data-reason]').textContent = order.reason;
    showFirstLook(card.element, order);
    if (order.accepted) showAccepted(card);
  }
  before.forEach(clear);
}

function keepOrder(order) {
  const element = find('#order-card').content.firstElementChild.cloneNode(true);
  const card = { order, element, buzzNo: '', pictures: [] };
  cards.set(order.order_no, card);
  element.dataset.order = order.order_no;
  element.querySelector('[data-box]').textContent = order.container_no || order.order_no;
  element.querySelector('[data-place]').textContent = order.place_code;
  element.querySelector('[data-reason]').textContent = order.reason;
  showFirstLook(element, order);
  const accept = element.querySelector('[data-accept]');
  accept.disabled = true;
  accept.addEventListener('click', () => {
    line.say({ type: 'ack', buzz_no: card.buzzNo });
    showAccepted(card);
  });
  if (order.accepted) showAccepted(card);
  const form = element.querySelector('[data-finding]');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    send(card, form);
  });
  form.camera.addEventListener('change', () => takePictures(card, form));
  if (line.isWaiting('finding', order.order_no)) form.hidden = true;
  find('#orders').prepend(element);
  showRest();
  return card;
}

/** What a robot saw of the box before the crew; nothing when none looked. */
function showFirstLook(element, order) {
  for (const part of element.querySelectorAll('[data-first-look]')) part.hidden = !order.first_look;
  element.querySelector('dd[data-first-look]').textContent = order.first_look ?? '';
}

/** Answered by this officer or another of the crew, or over. */
function settle({ order_no: orderNo, state, officer }) {
  const card = cards.get(orderNo);
  if (state === 'OVER') clear(orderNo);
  else if (card && officer === data.officer) showAccepted(card);
  else if (card) {
    const calls = card.element.querySelector('[data-calls]');
    calls.textContent = words.colleague.replace('{officer}', officer);
    calls.hidden = false;
  }
}

function clear(orderNo) {
  const card = cards.get(orderNo);
  if (!card) return;
  card.element.remove();
  cards.delete(orderNo);
  if (!line.isWaiting('finding', orderNo)) {
    say(words.over.replace('{box}', card.order.container_no || orderNo));
  }
  showRest();
}

function showAccepted(card) {
  card.element.querySelector('[data-accept]').hidden = true;
  card.element.querySelector('[data-calls]').hidden = true;
  card.element.querySelector('[data-accepted]').hidden = false;
}

async function takePictures(card, form) {
  for (const file of form.camera.files) {
    if (card.pictures.length >= MOST_PICTURES) {
      say(words.too_many);
      break;
    }
    card.pictures.push(await small(file));
  }
  form.camera.value = '';
  showPictures(card);
}

function showPictures(card) {
  const list = card.element.querySelector('[data-pictures]');
  list.replaceChildren(
    ...card.pictures.map((picture, index) => {
      const row = document.createElement('li');
      const image = document.createElement('img');
      image.src = `data:image/jpeg;base64,${picture}`;
      image.alt = words.picture.replace('{n}', index + 1);
      const drop = document.createElement('button');
      drop.type = 'button';
      drop.className = 'button button-small';
      drop.textContent = words.remove;
      drop.setAttribute('aria-label', `${words.remove} ${image.alt}`);
      drop.addEventListener('click', () => {
        card.pictures.splice(index, 1);
        showPictures(card);
      });
      row.append(image, drop);
      return row;
    }),
  );
}

function send(card, form) {
  const finding = form.finding.value;
  const note = form.note.value.trim();
  const error = form.querySelector('[data-error]');
  error.textContent = finding ? '' : words.choose;
  if (finding === 'FAULT' && !note) error.textContent = words.note_needed;
  error.hidden = !error.textContent;
  if (error.textContent) {
    (finding ? form.note : form.elements.finding[0]).focus();
    return;
  }
  line.say({
    type: 'finding',
    order_no: card.order.order_no,
    finding,
    note,
    seal_before: form.seal_before.value.trim(),
    seal_after: form.seal_after.value.trim(),
    pictures: card.pictures,
  });
  form.hidden = true;
  if (!line.isUp) say(words.waits);
}

function finish(orderNo) {
  cards.get(orderNo)?.element.remove();
  cards.delete(orderNo);
  say(words.sent);
  showRest();
}

function showLine(isUp, waiting) {
  const state = find('#line');
  state.textContent = isUp ? words.online : words.offline;
  state.classList.toggle('down', !isUp);
  const kept = find('#kept');
  kept.textContent = words.kept.replace('{n}', waiting);
  kept.hidden = waiting === 0;
}

function showRest() {
  find('#rest').hidden = cards.size > 0;
}

function say(text) {
  const said = find('#said');
  said.textContent = text;
  said.hidden = !text;
}
