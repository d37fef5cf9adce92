// Beside the page: decodes the scan and paints it, so that hand and eye never wait.

import { develop } from './develop.mjs';
import { loadScan } from './scan.mjs';

let scan = null;

self.addEventListener('message', async ({ data: { id, url, wishes } }) => {
  try {
    if (url) {
      scan = await loadScan(url);
      self.postMessage({ id, result: scan });
    } else {
      const pictures = develop(scan, wishes);
      self.postMessage({ id, result: pictures }, pictures);
    }
  } catch (error) {
    self.postMessage({ id, fault: String(error) });
  }
});
