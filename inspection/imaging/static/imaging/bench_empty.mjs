// The empty bench: keeps the count fresh, takes the next scan on G, takes a verdict back on Escape.

import { watchQueue } from './queue_line.mjs';

const data = JSON.parse(document.querySelector('#bench-data').textContent);
const button = document.querySelector('#take-next');
const strip = document.querySelector('#undo-strip');
const rests = document.querySelector('#pause') !== null && button.disabled;

watchQueue({ counter: document.querySelector('#queue-count'), words: data.words });
document.addEventListener('bench:queue', ({ detail }) => {
  button.disabled = rests || detail.for_me === 0;
});
document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'Escape' && strip && !strip.hidden) {
    event.preventDefault();
    strip.requestSubmit();
    return;
  }
  const typing = event.target.closest('input, textarea, select');
  const off = document.documentElement.dataset.shortcuts === 'off';
  if (event.key.toLowerCase() !== 'g' || typing || off || button.disabled) return;
  event.preventDefault();
  button.form.requestSubmit();
});
if (strip) countDown();
document.body.dataset.ready = 'empty'; // from here on no key is lost

function countDown() {
  const drift = Date.now() - new Date(data.now);
  const left = document.querySelector('#undo-left');
  const tick = () => {
    const seconds = Math.ceil((new Date(strip.dataset.final) - (Date.now() - drift)) / 1000);
    if (seconds > 0) left.textContent = data.words.left.replace('{seconds}', seconds);
    else {
      strip.hidden = true;
      clearInterval(clock);
    }
  };
  const clock = setInterval(tick, 250);
  tick();
}
