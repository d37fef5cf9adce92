// The sites, the port plan with its ships, and the change of scene on a critical alarm.
import { all, draw, glyph, number, one, placeName, say, setText, tone, words } from './dom.mjs';

const AT_REST = new Set(['ok', 'quiet']);
const NAMED_ON_PLAN = new Set(['critical', 'major', 'offline']);
const WHOLE_PLAN = '0 96 1640 862';
const sites = new Map();
let view = WHOLE_PLAN;

export function showSite(code, site) {
  sites.set(code, site);
  const cell = one(`[data-site="${code}"]`);
  if (cell) {
    cell.className = `site ${site.state}`;
    one('[data-site-glyph]', cell).replaceChildren(...(AT_REST.has(site.state) ? [] : [glyph(site.state)]));
    const cause = site.rule ? words.rules[site.rule].title : '';
    setText(one('[data-site-words]', cell), ` ${placeName(code)}: ${words.severities[site.state]} ${cause}`);
  }
  const mark = one(`[data-map-site="${code}"]`);
  if (mark) drawOnPlan(mark, code, site);
}

function drawOnPlan(mark, code, site) {
  if (AT_REST.has(site.state)) {
    mark.replaceChildren(draw('circle', { class: `rest ${site.state}`, r: 7.5 }));
    mark.setAttribute('class', 'map-site');
    return;
  }
  const radius = { critical: 22, major: 19 }[site.state] ?? 14;
  const parts = [];
  if (site.state === 'critical') parts.push(draw('circle', { class: 'ring', r: 36 }), draw('circle', { class: 'ring faint', r: 50 }));
  const ground = draw('rect', { class: 'ground', x: -radius, y: -radius, width: 2 * radius, height: 2 * radius });
  const shape = draw('g', { class: `sev-${tone(site.state)}`, transform: `translate(${-radius} ${-radius}) scale(${radius / 8})` });
  shape.append(...glyph(site.state).childNodes);
  parts.push(...(site.state === 'offline' ? [ground] : []), shape);
  if (NAMED_ON_PLAN.has(site.state)) parts.push(nameOnPlan(mark, code, site, radius));
  mark.replaceChildren(...parts);
  mark.setAttribute('class', `map-site abnormal ${site.state}`);
  mark.parentNode.append(mark);
}

/** Critical: above and larger; in the right third: above; else to the right of the glyph. */
function nameOnPlan(mark, code, site, radius) {
  const right = Number(mark.dataset.x) > 1100;
  const [left, , width] = view.split(' ').map(Number);
  const cause = site.rule ? ` · ${words.rules[site.rule].title}` : ` · ${words.severities[site.state]}`;
  let place = { x: radius + 7, y: 8 };
  if (site.state === 'critical') place = { x: 0, y: -60, 'text-anchor': 'middle' };
  else if (view !== WHOLE_PLAN && Number(mark.dataset.x) > left + width * 0.6) place = { x: -radius - 7, y: 8, 'text-anchor': 'end' };
  else if (right) place = { x: 0, y: -radius - 8, 'text-anchor': 'middle' };
  const label = draw('text', { class: `label${site.state === 'critical' ? ' large' : ''}`, ...place });
  label.textContent = `${code}${cause}`;
  return label;
}

export function countSites() {
  const abnormal = (code) => !['ok', 'quiet', 'info'].includes(sites.get(code)?.state ?? 'quiet');
  for (const group of all('[data-group]')) {
    const codes = all('[data-site]', group).map((cell) => cell.dataset.site);
    const bad = codes.filter(abnormal).length;
    const count = one('[data-group-count]', group);
    setText(count, say(bad ? 'group_bad' : 'group_ok', { bad, all: codes.length }));
    count.classList.toggle('bad', bad > 0);
  }
  const bad = [...sites.keys()].filter(abnormal).length;
  setText(one('[data-site-count]'), say('sites', { all: number(sites.size), bad: number(bad) }));
}

export function showVessels({ alongside, lanes }) {
  const ships = new Map(alongside.map((ship) => [ship.place, ship]));
  for (const slot of all('[data-ship]')) {
    const ship = ships.get(slot.dataset.ship);
    slot.setAttribute('visibility', ship ? 'visible' : 'hidden');
    setText(one('.ship-name', slot), ship ? ship.vessel : '');
  }
  setText(one('[data-situation]'), say('situation', { ships: ships.size, open: lanes.open, all: lanes.all }));
}

/** Stays at the place of the first unanswered critical alarm until somebody answers. */
export function showScene(alarm) {
  const plan = one('[data-plan]');
  if (!plan) return;
  const mark = alarm ? one(`[data-map-site="${alarm.place}"]`) : null;
  document.body.dataset.scene = alarm ? 'critical' : 'calm';
  const next = mark ? closeUp(Number(mark.dataset.x), Number(mark.dataset.y)) : WHOLE_PLAN;
  if (next !== view) {
    view = next;
    plan.setAttribute('viewBox', view);
    for (const [code, site] of sites) {
      const other = one(`[data-map-site="${code}"]`);
      if (other) drawOnPlan(other, code, site);
    }
  }
  const note = one('[data-scene-note]');
  note.hidden = !mark;
  setText(note, mark ? say('scene', { place: placeName(alarm.place) }) : '');
}

function closeUp(x, y) {
  const width = 1000;
  const height = 555;
  const left = Math.min(Math.max(x - width / 2, 0), 1640 - width);
  const top = Math.min(Math.max(y - height / 2, 96), 958 - height);
  return `${left} ${top} ${width} ${height}`;
}
