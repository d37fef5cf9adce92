// Alarms that need action: the list, the standing instruction, and the answers of the officer.
import { send } from '../portal/csrf.mjs';
import { all, glyph, make, number, one, patchList, personName, say, setText, shown, tone, words } from './dom.mjs';

const address = one('[data-wall]').dataset.alarms;
const ORDER = ['plate', 'container', 'declaration', 'order', 'scan', 'device', 'payment', 'rule'];

export function showAlarms({ open, unacknowledged, rows, asked }) {
  showAsked(asked?.[words.reader] ?? 0);
  const list = one('[data-alarms-list]');
  if (!list) return;
  const count = one('[data-alarm-count]');
  setText(count, say('alarms', { open, unacknowledged }));
  count.classList.toggle('hot', unacknowledged > 0);
  one('[data-key="tail"]', list)?.remove();
  patchList(list, rows, (row) => row.no, create, update);
  const tail = make('li', { class: 'alarm-tail' }, say(open ? 'more_alarms' : 'no_alarms', { n: number(open) }));
  tail.dataset.key = 'tail';
  list.append(tail);
  if (!open) return;
  const rest = open - rows.length + hideWhatDoesNotFit(list, tail, open > rows.length);
  if (rest) setText(tail, say('more_alarms', { n: number(rest) }));
  else tail.remove();
}

/** The gravest come first and stay whole; what has no room, beside the line that counts it, is counted. */
function hideWhatDoesNotFit(list, tail, isCounted) {
  const cards = [...list.children].filter((card) => card !== tail);
  for (const card of cards) card.hidden = false;
  const { paddingBottom, rowGap } = getComputedStyle(list);
  const room = list.clientHeight - parseFloat(paddingBottom);
  const end = (card) => card.offsetTop - list.offsetTop + card.offsetHeight;
  if (!isCounted && cards.every((card) => end(card) <= room)) return 0;
  const left = room - tail.offsetHeight - parseFloat(rowGap);
  const hidden = cards.filter((card) => end(card) > left);
  for (const card of hidden) card.hidden = true;
  return hidden.length;
}

function create(row) {
  const card = make('li', { class: `alert tone-${tone(row.severity)}` });
  const rule = words.rules[row.rule];
  card.append(
    glyph(row.severity),
    make('h3', {}, make('span', { class: 'visually-hidden' }, `${words.severities[row.severity]}: `), rule.title),
    make('span', { class: 'age num', 'data-age-since': row.raised_at }),
    make('p', { class: 'what' }),
    make('span', { class: 'owner' }),
    make('ol', { class: 'alert-steps' }, ...rule.steps.map((step) => make('li', {}, step))),
    make('div', { class: 'acts' }),
  );
  return card;
}

function update(card, row) {
  setText(one('.what', card), particulars(row));
  const owner = one('.owner', card);
  setText(owner, row.owner ? personName(row.owner) : whoIsAsked(row));
  owner.classList.toggle('nobody', !row.owner);
  all('.alert-steps li', card).forEach((step, index) => step.classList.toggle('now', index === (row.owner ? 1 : 0)));
  if (!words.can_answer || card.dataset.state === row.state) return;
  card.dataset.state = row.state;
  const acts = row.owner ? ['comment', 'clear'] : ['acknowledge'];
  const place = one('.acts', card);
  const focused = place.contains(document.activeElement);
  place.replaceChildren(...acts.map((act) => button(act, row)));
  if (focused) place.firstElementChild?.focus(); // whoever pressed the key stays where they were
}

function whoIsAsked({ escalated_at: escalated, asked }) {
  if (!escalated) return say('unacknowledged');
  return asked ? say('asked', { officer: asked }) : say('nobody_asked');
}

/** The number beside the duty log: what waits for this reader by name. */
function showAsked(count) {
  const badge = one('[data-asked]');
  if (!badge) return;
  badge.toggleAttribute('data-none', !count);
  setText(one('b', badge), number(count));
}

function particulars(row) {
  const { waiting } = row.details;
  const parts = [row.place, ...ORDER.map((name) => row.details[name]).filter(isForPeople)];
  if (waiting) parts.push(say('waiting', { n: waiting }));
  else if (row.occasions > 1) parts.push(say('times', { n: row.occasions }));
  return parts.filter(Boolean).map(shown).join(' · ') || shown(row.reference);
}

/** A rule of the wire such as wire.hello is for technicians; the gate's numbers are known. */
const isForPeople = (text) => !/^[a-z_]+\.[a-z_.]+$/.test(text ?? '');

function button(act, row) {
  const made = make('button', { type: 'button', class: `button button-small${act === 'acknowledge' ? ' button-primary' : ''}`, 'data-fresh-only': '' }, say(act));
  made.append(make('span', { class: 'visually-hidden' }, ` ${row.no}`));
  made.addEventListener('click', () => (act === 'acknowledge' ? answer(act, row.no) : askNote(act, row)));
  return made;
}

async function answer(act, number_, note = '') {
  const body = new FormData();
  body.set('note', note);
  one('#alarm-refusal').replaceChildren();
  try {
    await send(`${address}${number_}/${act}/`, { body });
  } catch (refused) {
    const box = make('div', { class: 'refusal' }, make('strong', {}, refused.message || say('no_signal')));
    if (refused.problem?.remedy) box.append(make('p', {}, refused.problem.remedy));
    one('#alarm-refusal').replaceChildren(box);
  }
}

let asked = null;
const dialog = one('#note-dialog');

function askNote(act, row) {
  asked = { act, no: row.no };
  setText(one('#note-title'), `${say(act)} · ${words.rules[row.rule].title}`);
  setText(one('[data-note-about]'), `${row.no} · ${particulars(row)}`);
  setText(one('[data-note-send]'), say(act));
  one('#note-text').value = '';
  dialog.showModal();
}

if (dialog) {
  one('[data-note-cancel]').addEventListener('click', () => dialog.close());
  one('[data-note-form]').addEventListener('submit', () => answer(asked.act, asked.no, one('#note-text').value));
}

