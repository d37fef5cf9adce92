// The second window: the same scan as the bench, moved and coloured with it, and the papers.

import { recognised } from './advice.mjs';
import { openDarkroom } from './darkroom.mjs';
import { hearBench } from './step.mjs';
import { Viewport } from './viewport.mjs';

const find = (selector) => document.querySelector(selector);
const data = JSON.parse(find('#bench-data').textContent);
const { words } = data;
const settings = { mode: 'material', inverted: false, edge: false, window: 0.96, level: 0.5, marksShown: true };
const marks = { all: [], chosen: -1 };
let viewport = null;
let colours = '';

hearBench((state) => {
  if (state.scan_no !== data.scan?.scan_no) {
    location.reload();
    return;
  }
  find('#in-step').textContent = words.in_step;
  if (!viewport) return;
  Object.assign(settings, state.settings);
  marks.all = state.marks;
  marks.chosen = state.chosen;
  viewport.follow(state.sight);
  if (state.advice && find('#recognised')) find('#recognised').textContent = state.advice.fault || recognised(state.advice, words);
  const now = JSON.stringify(state.settings);
  if (now !== colours) viewport.recolour();
  colours = now;
  document.body.dataset.step = String(state.marks.length);
});

if (data.scan) {
  try {
    const { scan, develop } = await openDarkroom(data.scan.pixels_url);
    viewport = new Viewport({ canvas: find('#scan'), scan, develop, settings, marks, onMoved: () => {} });
    await viewport.recolour();
    document.body.dataset.ready = 'yes';
    new BroadcastChannel('bench-in-step').postMessage({ ask: true });
  } catch (error) {
    find('#scan-fault').textContent = words.no_scan;
    find('#scan-fault').hidden = false;
    throw error;
  }
}
document.querySelectorAll('[data-beside]').forEach((button) => {
  button.disabled = true; // laid beside on the bench itself
});
