// KPI tiles, the funnel and the chart by hour.
import { all, draw, glyph, number, one, fill, say, setText, words } from './dom.mjs';

const known = (series) => series.map((value, index) => [index, value]).filter(([, value]) => value !== null);

function drawSpark(svg, series, target) {
  const points = known(series);
  const levels = points.map(([, value]) => value).concat(target === null ? [] : [target]);
  const low = Math.min(...levels);
  const span = Math.max(...levels) - low || 1;
  const y = (value) => (31 - ((value - low) / span) * 28).toFixed(1);
  const x = (index) => (3 + (index / Math.max(series.length - 1, 1)) * 144).toFixed(1);
  const parts = [];
  if (target !== null && points.length > 1) {
    parts.push(draw('line', { class: 'spark-target', x1: 0, x2: 150, y1: y(target), y2: y(target) }));
  }
  if (points.length > 1) {
    parts.push(draw('path', { class: 'spark-line', d: `M${points.map(([index, value]) => `${x(index)} ${y(value)}`).join('L')}` }));
  }
  svg.replaceChildren(...parts);
}

function showValue(box, value, unit, digits) {
  box.classList.toggle('none', value === null);
  if (value === null) {
    box.replaceChildren(say('no_data'));
    return;
  }
  const small = document.createElement('small');
  small.textContent = unit;
  box.replaceChildren(number(value, digits), small);
}

export function showFigure(key, figure) {
  const tile = one(`[data-kpi="${key}"]`);
  if (!tile) return;
  const { limit, digits, better } = words.figures[key];
  const unit = one('[data-kpi-unit]', tile).content.textContent;
  const inMinutes = key === 'clearance' && figure.value !== null && figure.value < 1;
  const minutes = (figure.value ?? 0) * 60;
  if (inMinutes) showValue(one('[data-kpi-value]', tile), minutes, words.minutes, minutes < 10 ? 1 : 0);
  else showValue(one('[data-kpi-value]', tile), figure.value, unit, digits);
  tile.classList.toggle('tone-major', figure.breached);
  one('[data-kpi-glyph]', tile).replaceChildren(...(figure.breached ? [glyph('major')] : []));
  drawSpark(one('[data-kpi-spark]', tile), figure.series, figure.target);
  const about = { n: figure.target === null ? number(figure.n) : number(figure.target, 1), yes: number(figure.yes ?? 0) };
  setText(one('[data-kpi-limit]', tile), figure.value === null && figure.target === null ? '' : fill(limit, about));
  const change = one('[data-kpi-change]', tile);
  const difference = figure.value === null || figure.previous === null ? 0 : figure.value - figure.previous;
  const shown = number(Math.abs(difference), digits);
  const arrow = difference > 0 ? '▲' : '▼';
  setText(change, Math.abs(difference) < 10 ** -digits / 2 ? '' : say(unit === '%' ? 'points' : 'against', { change: `${arrow} ${shown}` }));
  change.className = (difference < 0) === (better === 'less') ? 'good' : 'bad';
}

export function showStages({ counts, hot, ever }) {
  for (const item of all('[data-stage-of]')) {
    const stage = item.dataset.stageOf;
    const late = hot.includes(stage);
    setText(one('[data-stage-count]', item), ever ? number(counts[stage] ?? 0) : '–');
    item.classList.toggle('hot', late);
    one('[data-stage-glyph]', item).replaceChildren(...(late ? [glyph('major')] : []));
  }
}

const LEFT = 34;
const RIGHT = 356;
const TOP = 12;
const BOTTOM = 142;
const LINES = [['declared', 1], ['landed', 2], ['left', 3]];

/** Each line carries its own name and dash: no legend that needs colours to be matched. */
export function showHours({ hour, series }) {
  const svg = one('[data-hours]');
  if (!svg) return;
  const top = niceTop(Math.max(...Object.values(series).flat(), 1));
  const x = (index) => LEFT + (index / 23) * (RIGHT - LEFT);
  const y = (value) => BOTTOM - (value / top) * (BOTTOM - TOP);
  const parts = [];
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    const level = y(top * share);
    parts.push(draw('line', { class: 'grid-line', x1: LEFT, x2: RIGHT, y1: level, y2: level }));
    parts.push(text(LEFT - 6, level + 4, number(top * share, 1), 'end'));
  }
  for (let index = 0; index < 24; index += 4) parts.push(text(x(index), 160, `${String(index).padStart(2, '0')}:00`, 'middle'));
  parts.push(draw('line', { class: 'now-line', x1: x(hour), x2: x(hour), y1: TOP, y2: BOTTOM }));
  const taken = [];
  for (const [name, number_] of LINES) {
    const values = series[name];
    parts.push(draw('path', { class: `line line-${number_}`, d: `M${values.map((value, index) => `${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join('L')}` }));
    parts.push(draw('circle', { class: `dot-${number_}`, cx: x(hour), cy: y(values.at(-1)), r: 3.5 }));
    taken.push([number_, name, y(values.at(-1))]);
  }
  parts.push(...namesBeside(taken, x(hour) + 9));
  svg.replaceChildren(...parts);
  setText(one('[data-hours-words]'), LINES.map(([name]) => say('chart_words', {
    name: say(name), n: number(series[name].reduce((sum, value) => sum + value, 0)), now: number(series[name].at(-1)),
  })).join('; '));
}

/** Names stand where the lines end, 15 apart at least, and inside the frame. */
function namesBeside(ends, x) {
  ends.sort((a, b) => a[2] - b[2]);
  const places = ends.map(([, , level]) => level + 4);
  for (let index = 1; index < places.length; index += 1) places[index] = Math.max(places[index], places[index - 1] + 15);
  const over = Math.max(places.at(-1) - BOTTOM, 0);
  return ends.map(([line, name], index) => {
    const label = text(x, Math.max(places[index] - over, TOP + 2), say(name), 'start');
    label.setAttribute('class', `name-${line}`);
    return label;
  });
}

function text(x, y, content, anchor) {
  const element = draw('text', { x, y, 'text-anchor': anchor });
  element.textContent = content;
  return element;
}

function niceTop(highest) {
  const step = 10 ** Math.floor(Math.log10(highest));
  const times = [1, 2, 4, 8, 10].find((many) => many * step >= highest);
  return Math.max(times * step, 4);
}
