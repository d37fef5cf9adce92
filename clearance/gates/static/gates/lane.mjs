// The screen that the driver reads: one line in both languages, live, and honest when it is not.
import { connect } from '../portal/live.mjs';

const region = document.querySelector('[data-lane]');
const screen = document.getElementById('screen');

function show(rows) {
  if (!rows.screen) return; // the line is alive, nothing changed
  for (const name of ['plate', 'zh', 'en']) {
    const part = screen.querySelector(`[data-part="${name}"]`);
    if (part.textContent !== rows.screen[name]) part.textContent = rows.screen[name];
  }
  const tone = `screen-line tone-${rows.screen.tone}`;
  if (screen.className !== tone) screen.className = tone;
}

connect({ path: `/ws/gates/lanes/${region.dataset.lane}/`, region, snapshot: show, delta: show });
