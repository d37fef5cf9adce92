// What only the wall itself decides: sound, still pixels, the nightly fresh start.
import { one, say, setText } from './dom.mjs';
import { serverNow } from '../portal/clock.mjs';

const SHIFT_EVERY = 10 * 60_000;
const STEPS = [[0, 0], [1, 0], [1, 1], [0, 1], [-1, 0], [0, -1]];
const button = one('[data-sound]');
let audio = null;

function setSound(on) {
  button.setAttribute('aria-pressed', String(on));
  setText(button, say(on ? 'sound_on' : 'sound_off'));
  localStorage.setItem('wall-sound', on ? 'on' : 'off');
  if (on && !audio) audio = new AudioContext();
  if (on) audio.resume();
}

/** Two tones, once, for a new critical alarm. */
export function soundAlarm() {
  if (button.getAttribute('aria-pressed') !== 'true' || !audio) return;
  [[880, 0], [660, 0.28]].forEach(([pitch, start]) => {
    const tone = audio.createOscillator();
    const loudness = audio.createGain();
    tone.frequency.value = pitch;
    loudness.gain.setValueAtTime(0.25, audio.currentTime + start);
    loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + start + 0.26);
    tone.connect(loudness).connect(audio.destination);
    tone.start(audio.currentTime + start);
    tone.stop(audio.currentTime + start + 0.27);
  });
}

function shiftPixels(step) {
  const [x, y] = STEPS[step % STEPS.length];
  for (const part of document.querySelectorAll('.wall-top, .wall-frame')) part.style.translate = `${x}px ${y}px`;
}

function restartAtNight() {
  const time = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' }).format(serverNow());
  if (time === '04:00' && performance.now() > 120_000) window.location.reload();
}

export function start() {
  button.addEventListener('click', () => setSound(button.getAttribute('aria-pressed') !== 'true'));
  let step = 0;
  setInterval(() => shiftPixels(step += 1), SHIFT_EVERY);
  setInterval(restartAtNight, 20_000);
}
