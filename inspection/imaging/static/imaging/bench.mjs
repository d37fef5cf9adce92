// The review bench: puts scan, viewport, marks, contrast and decision together.

import { Advice } from './advice.mjs';
import { Compare } from './compare.mjs';
import { Contrast } from './contrast.mjs';
import { openDarkroom } from './darkroom.mjs';
import { Decision } from './decision.mjs';
import { Hands } from './hands.mjs';
import { Keeper } from './keeper.mjs';
import { Marks } from './marks.mjs';
import { watchQueue } from './queue_line.mjs';
import { readPixel } from './scan.mjs';
import { tellWindows } from './step.mjs';
import { Viewport } from './viewport.mjs';

const KEYS = {
  1: 'material', 2: 'grey', 3: 'organic', 4: 'metal', i: 'inverted', e: 'edge', d: 'marksShown',
  h: 'pan', n: 'draw', p: 'shape', m: 'measure', a: 'advice', t: 'beside', b: 'beside', l: 'keepLayout',
  u: 'unsure', w: 'secondWindow', '+': 'in', '=': 'in', '-': 'out', 0: 'fit', j: 'nextMark', k: 'lastMark',
};
const FUNCTION_KEYS = { F7: 'SECOND', F8: 'CLEAR', F9: 'SUSPECT' };

const find = (selector) => document.querySelector(selector);
const data = JSON.parse(find('#bench-data').textContent);
const { words } = data;
const settings = {
  mode: 'material',
  inverted: false,
  edge: false,
  window: 0.96,
  level: 0.5,
  marksShown: true,
  beside: false,
  ...data.layout,
};

const say = (text) => {
  find('#bench-said').textContent = text;
};

watchQueue({ counter: find('#queue-count'), words });
runClock();
try {
  await setUp(await openDarkroom(data.scan.pixels_url));
} catch (error) {
  find('#scan-fault').textContent = words.no_scan;
  find('#scan-fault').hidden = false;
  throw error;
}

async function setUp({ scan, develop, where }) {
  let viewport = null;
  let keeper = null;
  let tell = () => {};
  const form = find('#decision');
  const reason = find('#reason');
  const unsure = find('#unsure');
  reason.value ||= data.kept.note;
  unsure.checked = data.kept.certainty === 'UNSURE';
  const marks = new Marks({
    list: find('#marks'),
    empty: find('#marks-empty'),
    words,
    things: data.things,
    scan,
    kept: data.kept.marks,
    onChange: () => {
      viewport.draw();
      keeper.changed();
    },
    onChoose: (mark) => mark && viewport.show(mark),
  });
  const onMoved = (shown) => {
    writeHud(shown);
    tell();
  };
  viewport = new Viewport({ canvas: find('#scan'), scan, develop, settings, marks, onMoved });
  keeper = new Keeper({ url: data.scan.keep_url, words, form, marks: () => marks, note: find('#kept') });
  form.addEventListener('input', () => keeper.changed());
  const contrast = new Contrast({ scan, settings, viewport, root: find('#contrast') });
  const hands = new Hands({
    viewport,
    marks,
    contrast,
    spacing: data.scan.mm_per_pixel,
    onRead: (pixel) => writeReading(scan, pixel),
    say,
    words,
  });
  const decision = new Decision({
    data,
    marks,
    form,
    reason,
    fault: find('#reason-fault'),
    unsure,
    sending: find('#sending'),
    keeper,
  });
  const buttons = [...document.querySelectorAll('[data-beside]')];
  const compare = new Compare({ viewport, settings, buttons, words, say });
  const advice = new Advice({
    data,
    marks,
    form,
    box: find('#advice'),
    ask: find('#advice-ask'),
    onShown: (found) => {
      viewport.advice = found.findings;
      viewport.odd = found.odd ?? null;
      viewport.draw();
    },
  });
  tell = tellWindows(() => ({
    scan_no: data.scan.scan_no,
    settings: { ...settings },
    marks: marks.all,
    chosen: marks.chosen,
    sight: viewport.sight,
    advice: advice.shown,
  }));
  const acts = actsOf({ viewport, marks, hands, decision, advice, compare, unsure, keeper });
  wireTools(acts, hands);
  wireKeys(acts);
  await viewport.recolour();
  await paintStrips(develop);
  if (settings.beside && buttons.length) await compare.show(0);
  writeHud(viewport);
  document.body.dataset.darkroom = where;
  document.body.dataset.ready = 'yes';
}

function actsOf({ viewport, marks, hands, decision, advice, compare, unsure, keeper }) {
  const mode = (name) => () => {
    settings.mode = name;
    viewport.recolour();
  };
  const toggle = (name) => () => {
    settings[name] = !settings[name];
    viewport.recolour();
  };
  return {
    material: mode('material'),
    grey: mode('grey'),
    organic: mode('organic'),
    metal: mode('metal'),
    inverted: toggle('inverted'),
    edge: toggle('edge'),
    marksShown: toggle('marksShown'),
    pan: () => hands.use('pan'),
    draw: () => hands.startDraft(),
    shape: () => hands.start('shape'),
    measure: () => hands.start('measure'),
    advice: () => advice.request(),
    beside: () => compare.step(),
    keepLayout,
    secondWindow: () => find('#second-window').click(),
    unsure: () => {
      unsure.checked = !unsure.checked;
      keeper.changed();
    },
    in: () => viewport.zoomBy(1.25),
    out: () => viewport.zoomBy(0.8),
    fit: () => viewport.fit(),
    left: () => viewport.pan(80, 0),
    right: () => viewport.pan(-80, 0),
    up: () => viewport.pan(0, 80),
    down: () => viewport.pan(0, -80),
    nextMark: () => marks.step(1),
    lastMark: () => marks.step(-1),
    CLEAR: () => decision.decide('CLEAR'),
    SUSPECT: () => decision.decide('SUSPECT'),
    SECOND: () => decision.decide('SECOND'),
  };
}

function wireTools(acts, hands) {
  const buttons = document.querySelectorAll('[data-act]');
  const refresh = () => {
    buttons.forEach((button) => {
      const act = button.dataset.act;
      const pressed =
        act === settings.mode || settings[act] === true || act === hands.tool;
      if (button.hasAttribute('aria-pressed')) button.setAttribute('aria-pressed', String(pressed));
    });
  };
  for (const [name, act] of Object.entries(acts)) {
    acts[name] = () => {
      act();
      refresh();
    };
  }
  buttons.forEach((button) => button.addEventListener('click', () => acts[button.dataset.act]()));
  refresh();
}

async function keepLayout() {
  const body = new FormData();
  body.set('csrfmiddlewaretoken', new FormData(find('#decision')).get('csrfmiddlewaretoken'));
  body.set('chapter', data.chapter);
  body.set('settings', JSON.stringify(settings));
  const answer = await fetch(data.layout_url, {
    method: 'POST',
    body,
    credentials: 'same-origin',
    headers: { Accept: 'application/json' },
  });
  if (answer.ok) say(words.layout_saved);
  find('#kept').textContent = answer.ok ? words.layout_saved : words.not_saved;
}

function wireKeys(acts) {
  const lettersOn = document.documentElement.dataset.shortcuts !== 'off';
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (FUNCTION_KEYS[event.key]) acts[FUNCTION_KEYS[event.key]]();
    else if (lettersOn && !event.target.closest('input, textarea, select')) {
      const act = KEYS[event.key.toLowerCase()];
      if (!act) return;
      acts[act]();
    } else return;
    event.preventDefault();
  });
}

async function paintStrips(develop) {
  const strips = [...document.querySelectorAll('[data-strip]')];
  const plain = { ...settings, edge: false, inverted: false };
  const pictures = await develop(
    strips.map((canvas) => ({ settings: { ...plain, mode: canvas.dataset.strip }, width: 440 })),
  );
  strips.forEach((canvas, index) => {
    canvas.width = pictures[index].width;
    canvas.height = pictures[index].height;
    canvas.getContext('2d').drawImage(pictures[index], 0, 0);
  });
}

function writeHud(viewport) {
  find('#hud-zoom').textContent = [
    `${words.zoom} ${Math.round(viewport.scale * 100)} %`,
    settings.edge ? words.edge_on : words.edge_off,
    settings.inverted ? words.inverted : words.normal,
  ].join(' · ');
  find('#hud-render').textContent = `${words.render} ${Math.round(viewport.milliseconds)} ms`;
}

function writeReading(scan, pixel) {
  if (!pixel) return;
  const { transmission, thick, z } = readPixel(scan, pixel.x, pixel.y);
  const matter = thick ? words.thick : z === null ? words.no_estimate : `Z ${z.toFixed(1)}`;
  find('#reading').textContent =
    `${pixel.x}, ${pixel.y} · ${matter} · ${words.transmission} ${(transmission * 100).toFixed(1)} %`;
}

function runClock() {
  const { claimed_at: claimedAt, target_seconds: target } = data.scan;
  const drift = Date.now() - new Date(data.now);
  const ring = find('#clock-ring');
  const tick = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - drift - new Date(claimedAt)) / 1000));
    const two = (number) => String(number).padStart(2, '0');
    find('#clock').textContent = `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    ring.setAttribute('stroke-dasharray', `${Math.min(1, seconds / target) * 100} 100`);
    find('#clock-box').classList.toggle('late', seconds > target);
  };
  tick();
  setInterval(tick, 1000);
}
