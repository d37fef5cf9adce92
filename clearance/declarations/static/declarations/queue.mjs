// "6 new. Show them": asks every few seconds while the page is looked at; rows never move.
import { send } from '../portal/csrf.mjs';
import { showNews } from '../portal/table.mjs';

const EVERY = 5_000;
const place = document.getElementById('queue-news');

async function ask() {
  if (document.hidden || !place) return;
  const mark = place.dataset.address.endsWith('?') ? '' : '&';
  const since = encodeURIComponent(place.dataset.since);
  try {
    const answer = await send(`${place.dataset.address}${mark}since=${since}`, { method: 'GET' });
    showNews(answer.new);
  } catch {
    // the next turn asks again
  }
}

setInterval(ask, EVERY);
