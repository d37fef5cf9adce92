// Where scans are decoded and painted: in a worker, or in the page where there is none.

import { develop } from './develop.mjs';
import { loadScan } from './scan.mjs';

/** The scan's numbers and ``develop(wishes)``, which promises one picture for each wish. */
export async function openDarkroom(url) {
  const worker = typeof Worker === 'function' ? await started() : null;
  if (!worker) {
    const scan = await loadScan(url);
    return { scan, where: 'page', develop: async (wishes) => develop(scan, wishes) };
  }
  const ask = asker(worker);
  const scan = await ask({ url });
  return { scan, where: 'worker', develop: (wishes) => ask({ wishes }) };
}

/** The worker once it answers; null when it cannot run here. */
function started() {
  return new Promise((settle) => {
    let worker = null;
    try {
      worker = new Worker(new URL('./darkroom_worker.mjs', import.meta.url), { type: 'module' });
    } catch {
      settle(null);
      return;
    }
    const failed = () => {
      worker.terminate();
      settle(null);
    };
    worker.addEventListener('error', failed, { once: true });
    asker(worker)({ wishes: [] }).then(() => settle(worker), failed);
  });
}

function asker(worker) {
  const waiting = new Map();
  worker.addEventListener('message', ({ data: { id, result, fault } }) => {
    const answer = waiting.get(id);
    if (!answer) return;
    waiting.delete(id);
    if (fault) answer.reject(new Error(fault));
    else answer.resolve(result);
  });
  return (question) =>
    new Promise((resolve, reject) => {
      const id = crypto.randomUUID();
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, ...question });
    });
}
