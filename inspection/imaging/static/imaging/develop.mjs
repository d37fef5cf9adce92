// Scans into pictures: the work that takes time, for the worker or, without one, for the page.

import { paint } from './scan.mjs';

/** One picture for each wish: ``settings`` and, to shrink it, ``width``. */
export function develop(scan, wishes) {
  return wishes.map(({ settings, width }) => {
    const whole = new OffscreenCanvas(scan.width, scan.height);
    paint(scan, whole, settings);
    if (!width) return whole.transferToImageBitmap();
    const small = new OffscreenCanvas(width, Math.round((width / scan.width) * scan.height));
    small.getContext('2d').drawImage(whole, 0, 0, small.width, small.height);
    return small.transferToImageBitmap();
  });
}
