// Where the robots are, as they drive: positions and words only, never markup.
import { connect } from '../portal/live.mjs';
import { clockTime } from '../portal/strings.mjs';

const words = JSON.parse(document.querySelector('#robot-words').textContent);

function show(rows, message) {
  for (const row of rows) {
    const mark = document.querySelector(`[data-robot="${CSS.escape(row.device_code)}"]`);
    mark?.setAttribute('transform', `translate(${row.x} ${row.y})`);
    if (mark) mark.dataset.doing = row.doing;
    const line = document.querySelector(`[data-robot-row="${CSS.escape(row.device_code)}"]`);
    if (!line) continue;
    write(line.querySelector('[data-doing]'), words[row.doing] ?? row.doing);
    write(line.querySelector('[data-node]'), row.node);
    if (row.battery_percent !== null) write(line.querySelector('[data-battery]'), `${row.battery_percent} %`);
    const heard = line.querySelector('[data-heard]');
    if (heard && row.doing !== 'AWAY') write(heard, clockTime(new Date(message.at)));
  }
}

function write(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

const live = connect({ path: '/ws/robots/', snapshot: show });
setInterval(() => live.send({}), 10_000); // a lost hint heals with the next beat
