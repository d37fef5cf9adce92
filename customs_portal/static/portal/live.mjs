// A region that lives: snapshot, deltas by sequence number, gaps asked for, loss said aloud.
//
//   connect({ path: '/ws/wall/', snapshot(rows, message) {…}, delta(rows, message) {…} })
//
// The server sends { seq, at, rows } first and { from, seq, at, rows } after. The client answers
// a gap, and opens after a loss, with { since: seq }. Anything without `rows` goes to `other`.
import { setServerTime } from './clock.mjs';
import { clockTime, say } from './strings.mjs';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const STALE_AFTER = 15_000;
const SILENCE = 25_000;
const HIDDEN_LIMIT = 30_000;

class Live {
  constructor({ path, snapshot, delta, other, state, region = document.querySelector('[data-live-region]'), silence = SILENCE }) {
    Object.assign(this, { path, snapshot, delta: delta ?? snapshot, other, state, region, silence });
    this.seq = null;
    this.at = null;
    this.tries = 0;
    this.open();
    this.watch = setInterval(() => this.listenForSilence(), 2_000);
    document.addEventListener('visibilitychange', () => this.onVisibility());
  }

  open() {
    this.tell('connecting');
    const scheme = window.location.protocol === 'https:' ? 'wss:' : 'ws:';
    this.socket = new WebSocket(`${scheme}//${window.location.host}${this.path}`);
    this.heardAt = Date.now();
    this.socket.addEventListener('open', () => { if (this.seq !== null) this.send({ since: this.seq }); });
    this.socket.addEventListener('message', (event) => this.receive(JSON.parse(event.data)));
    this.socket.addEventListener('close', () => this.lost());
  }

  send(message) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify(message));
    return true;
  }

  receive(message) {
    this.heardAt = Date.now();
    if (message.at) { this.at = new Date(message.at); setServerTime(message.at); }
    this.found();
    if (message.rows === undefined) { this.other?.(message); return; }
    if (message.from === undefined || message.from === null) {
      this.seq = message.seq;
      this.snapshot(message.rows, message);
    } else if (message.from === this.seq) {
      this.seq = message.seq;
      this.delta(message.rows, message);
    } else if (this.seq === null || message.from > this.seq) {
      this.send({ since: this.seq ?? 0 }); // something is missing: ask, and do not draw half of it
    } // else an old delta after a newer snapshot: nothing to do
  }

  lost() {
    if (this.closed) return;
    this.lostAt ??= Date.now();
    this.tell('stale');
    clearTimeout(this.staleTimer);
    this.staleTimer = setTimeout(() => this.markStale(true), Math.max(STALE_AFTER - (Date.now() - this.lostAt), 0));
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.tries);
    this.tries += 1;
    this.again = setTimeout(() => this.open(), FIRST_PAUSE / 2 + Math.random() * longest);
  }

  found() {
    if (this.lostAt === undefined && this.told === 'live') return;
    this.lostAt = undefined;
    this.tries = 0;
    clearTimeout(this.staleTimer);
    this.markStale(false);
    this.tell('live');
  }

  listenForSilence() {
    if (this.socket.readyState === WebSocket.OPEN && Date.now() - this.heardAt > this.silence) this.socket.close();
  }

  onVisibility() {
    if (document.hidden) { this.hiddenAt = Date.now(); return; }
    if (this.hiddenAt && Date.now() - this.hiddenAt > HIDDEN_LIMIT && this.seq !== null) this.send({ since: this.seq });
  }

  /** Dim the region and rest every act that needs fresh data. */
  markStale(stale) {
    if (this.region) this.region.dataset.stale = String(stale);
    document.body.dataset.liveStale = String(stale);
    for (const act of document.querySelectorAll('[data-needs-fresh]')) act.disabled = stale;
  }

  tell(state) {
    if (state === 'connecting' && this.lostAt !== undefined) return;
    this.told = state;
    const banner = document.querySelector('[data-stale-banner]');
    if (banner) {
      banner.hidden = state !== 'stale';
      const words = banner.querySelector('[data-stale-text]');
      const text = state === 'stale' ? say('stale', { time: this.at ? clockTime(this.at) : '–' }) : '';
      if (words.textContent !== text) words.textContent = text;
    }
    for (const chip of document.querySelectorAll('[data-live]')) {
      chip.dataset.live = state;
      const words = chip.querySelector('[data-live-text]') ?? chip;
      words.textContent = say(state === 'stale' ? 'connecting' : state);
    }
    this.state?.(state);
  }

  close() {
    this.closed = true;
    clearInterval(this.watch);
    clearTimeout(this.again);
    clearTimeout(this.staleTimer);
    this.socket.close();
  }
}

export function connect(options) {
  return new Live(options);
}

/** Patch keyed elements: each row's `key` names [data-key-of]; text and classes only, never markup. */
export function patchText(rows, root = document) {
  for (const row of rows) {
    for (const element of root.querySelectorAll(`[data-cell="${CSS.escape(row.key)}"]`)) {
      const text = row.text ?? String(row.value ?? '');
      if (element.textContent !== text) element.textContent = text;
      if (row.tone !== undefined) element.dataset.tone = row.tone;
    }
  }
}
