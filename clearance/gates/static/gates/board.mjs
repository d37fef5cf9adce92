// The truck queue: three columns of cards, keyed by plate, from a snapshot and then the changes.
import { connect } from '../portal/live.mjs';

const board = document.querySelector('[data-board]');
const columns = new Map([...board.querySelectorAll('[data-column]')].map((one) => [one.dataset.column, one]));

function card(truck) {
  const item = document.createElement('li');
  item.dataset.plate = truck.plate;
  for (const [name, text] of [['place', truck.position ?? ''], ['plate', truck.plate], ['lane', truck.lane], ['box', truck.container], ['since', '']]) {
    const part = document.createElement('span');
    part.className = `turn-${name}${name === 'since' || name === 'place' ? '' : ' code'}`;
    part.textContent = text;
    item.append(part);
  }
  item.dataset.since = truck.since;
  return item;
}

function show(rows) {
  if (!rows.trucks) return;
  for (const [state, column] of columns) {
    const trucks = rows.trucks.filter((truck) => truck.state === state);
    column.replaceChildren(...trucks.map(card));
    if (trucks.length === 0) {
      const nobody = document.createElement('li');
      nobody.className = 'nobody';
      nobody.textContent = board.dataset.empty;
      column.append(nobody);
    }
    const count = board.querySelector(`[data-count="${state}"]`);
    const text = String(rows.counts[state]);
    if (count.textContent !== text) count.textContent = text;
  }
  tick();
}

function tick() {
  for (const item of board.querySelectorAll('[data-since]')) {
    const minutes = Math.max(0, Math.floor((Date.now() - new Date(item.dataset.since)) / 60_000));
    const text = `${minutes} ${board.dataset.minutes}`;
    const since = item.querySelector('.turn-since');
    if (since.textContent !== text) since.textContent = text;
  }
}

show(JSON.parse(document.getElementById('queue-board').textContent));
setInterval(tick, 10_000);
connect({ path: '/ws/gates/board/', region: board, snapshot: show, delta: show });
