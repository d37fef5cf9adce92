// The empty bench: keeps the count fresh and takes the next scan on G.

import { watchQueue } from './queue_line.mjs';

const data = JSON.parse(document.querySelector('#bench-data').textContent);
const button = document.querySelector('#take-next');

watchQueue({ counter: document.querySelector('#queue-count'), words: data.words });
document.addEventListener('bench:queue', ({ detail }) => {
  button.disabled = detail.for_me === 0;
});
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select');
  const off = document.documentElement.dataset.shortcuts === 'off';
  if (event.key.toLowerCase() !== 'g' || typing || off || button.disabled) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  button.form.requestSubmit();
});
