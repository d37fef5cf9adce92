// The ticker and the cameras.
import { clockTime, fill, glyph, make, one, patchList, placeName, say, setText, words } from './dom.mjs';

/** The newest that fit are shown, the rest is left out; nothing scrolls. */
export function showNews(rows) {
  const list = one('[data-news]');
  if (!list) return;
  if (!rows.length) {
    list.replaceChildren(make('li', {}, say('no_news')));
    return;
  }
  patchList(list, rows, (row) => row.seq, createNews, () => {});
  const edge = list.getBoundingClientRect().right;
  for (const item of list.children) item.hidden = false;
  for (const item of list.children) item.hidden = item.getBoundingClientRect().right > edge;
}

function createNews(row) {
  const text = fill(words.news[row.text] ?? row.text, row.values);
  return make('li', {}, glyph(row.severity), make('time', { datetime: row.at }, clockTime(row.at, false)), text);
}

const frames = one('[data-wall]').dataset.frames;

const cameras = new Map();
let shown = [];

export function rememberCamera(device, camera) { cameras.set(device, { device, ...camera }); }
export function chooseCameras(devices) { shown = devices; }

/** The overview shows the chosen five; the scene "Video" shows every camera by its code. */
export function showVideo() {
  const box = one('[data-tiles]');
  if (!box) return;
  const devices = 'all' in box.dataset ? [...cameras.keys()].sort() : shown.filter((device) => cameras.has(device));
  setText(one('[data-camera-count]'), cameras.size ? say('all' in box.dataset ? 'every_camera' : 'cameras', { shown: devices.length, all: cameras.size }) : '');
  box.dataset.empty = cameras.size ? '' : say('no_cameras');
  patchList(box, devices.map((device) => cameras.get(device)), (tile) => tile.device, createTile, updateTile);
}

function createTile(tile) {
  const figure = make('figure', { class: 'tile' });
  figure.append(make('div', { class: 'lost' }, make('span', {}, say('no_signal')), make('span')));
  const picture = make('img', { alt: say('frame_of', { name: placeName(tile.place) || tile.device }), decoding: 'async' });
  picture.addEventListener('error', () => { figure.dataset.signal = 'none'; });
  picture.addEventListener('load', () => { figure.dataset.signal = 'on'; });
  figure.append(picture, make('div', { class: 'tag' }), make('figcaption', {}, make('b', {}, placeName(tile.place) || tile.kind), make('span', {}, tile.device)));
  return figure;
}

function updateTile(figure, tile) {
  const address = `${frames}${encodeURIComponent(tile.device)}.jpg?at=${encodeURIComponent(tile.at)}`;
  const picture = one('img', figure);
  if (picture.getAttribute('src') !== address) picture.setAttribute('src', address);
  figure.className = `tile${['critical', 'major'].includes(tile.severity) ? ` tone-${tile.severity}` : ''}`;
  figure.dataset.lost = String(tile.lost);
  setText(one('.lost span:last-child', figure), say('last_frame', { time: clockTime(tile.at) }));
  const tag = one('.tag', figure);
  const word = tile.lost ? 'signal_lost' : { critical: 'alarm', major: 'fault' }[tile.severity];
  tag.hidden = !word;
  if (word) tag.replaceChildren(glyph(tile.lost ? 'offline' : tile.severity), say(word));
}
