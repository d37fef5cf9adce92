// The wall: hears the line and hands every cell to the part of the stage that shows it.
import { serverNow, setServerTime } from '../portal/clock.mjs';
import { showAlarms } from './alarms.mjs';
import { all, chinese, clockTime, one, personName, placeName, say, setText, words } from './dom.mjs';
import { showFigure, showHours, showStages } from './figures.mjs';
import { WallLine } from './line.mjs';
import { chooseCameras, rememberCamera, showNews, showVideo } from './news.mjs';
import { soundAlarm, start } from './scene.mjs';
import { countSites, showScene, showSite, showVessels } from './situation.mjs';

const HOLD_ACTIONS_AFTER = 15_000;
const PULSE = 10_000;
const cells = {
  alarms: showAlarmsAndScene, stages: showStages, vessels: showVessels, news: showNews,
  chart: showHours, shift: showShift,
};
let criticalBefore = null;
let state = 'connecting';
let lostAt = 0;
let lastAt = null;

function showRows(rows) {
  let sites = false;
  let pictures = 'video' in rows;
  if (pictures) chooseCameras(rows.video.shown);
  for (const [key, value] of Object.entries(rows)) {
    if (key.startsWith('site.')) {
      showSite(key.slice(5), value);
      sites = true;
    } else if (key.startsWith('camera.')) {
      rememberCamera(key.slice(7), value);
      pictures = true;
    } else if (key.startsWith('kpi.')) {
      showFigure(key.slice(4), value);
    } else {
      cells[key]?.(value);
    }
  }
  if (sites) countSites();
  if (pictures) showVideo();
}

function showAlarmsAndScene(alarms) {
  showAlarms(alarms);
  showScene(alarms.rows.find((row) => alarms.critical.includes(row.no)));
  const unseen = criticalBefore ? alarms.critical.filter((no) => !criticalBefore.has(no)) : [];
  criticalBefore = new Set(alarms.critical);
  if (!unseen.length) return;
  soundAlarm();
  const alarm = alarms.rows.find((row) => row.no === unseen[0]);
  if (alarm) setText(one('[data-critical-words]'), `${words.rules[alarm.rule].title}. ${placeName(alarm.place)}`);
  document.body.dataset.pulse = 'on';
  setTimeout(() => { delete document.body.dataset.pulse; }, PULSE);
}

function showShift({ name, officers }) {
  const who = officers.map(personName).join(chinese ? '、' : ', ');
  setText(one('[data-shift]'), who ? say('shift', { name, officer: who }) : say('shift_empty', { name }));
}

function showState(next, frameAt) {
  lastAt = frameAt ?? lastAt;
  if (next === 'lost' && state !== 'lost') lostAt = Date.now();
  state = next;
  showFreshness();
}

/** Says how old the picture is; after 15 s without news nobody can act on it. */
function showFreshness() {
  const live = state === 'live';
  one('[data-live]').dataset.state = state;
  const age = lastAt ? Math.max((serverNow() - new Date(lastAt)) / 1000, 0) : 0;
  if (live) setText(one('[data-live-text]'), say('live', { seconds: age.toFixed(1) }));
  else setText(one('[data-live-text]'), say('connecting'));
  const banner = one('[data-stale-banner]');
  banner.hidden = state !== 'lost';
  if (state === 'lost') setText(one('[data-stale-text]'), lastAt ? say('lost', { time: clockTime(lastAt) }) : say('never'));
  one('[data-live-region]').dataset.stale = String(state === 'lost');
  const tooOld = state === 'lost' && Date.now() - lostAt > HOLD_ACTIONS_AFTER;
  for (const button of all('[data-fresh-only]')) button.disabled = tooOld;
}

setServerTime(one('[data-wall]').dataset.serverTime);
setInterval(showFreshness, 500);
start();
const scheme = window.location.protocol === 'https:' ? 'wss' : 'ws';
new WallLine({
  address: `${scheme}://${window.location.host}/ws/wall/`,
  onRows: showRows,
  onState: showState,
  onTime: setServerTime,
}).open();
