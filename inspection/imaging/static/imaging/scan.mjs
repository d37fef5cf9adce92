// A scan's pixels and how they become colours. No page, no canvas on screen: numbers only.

export const NOT_PENETRATED = 1300;
const THICK = 255; // stands for "not penetrated" in the Z plane

// Material colours of the trade: organic orange, mixed green, metal blue.
const HUES = [
  [0, [232, 137, 43]],
  [9, [232, 137, 43]],
  [11, [47, 163, 92]],
  [17, [47, 163, 92]],
  [19, [47, 111, 214]],
  [64, [47, 111, 214]],
];
const PAPER = 243; // air is 95 % white, to cut glare

export const isOrganic = (z) => z > 0 && z < 10;
export const isMetal = (z) => z >= 18;

/** Fetch and unpack: R,G are 16-bit transmission, B is effective Z times 4. */
export async function loadScan(url) {
  const answer = await fetch(url, { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`scan: ${answer.status}`);
  const bitmap = await createImageBitmap(await answer.blob(), {
    colorSpaceConversion: 'none',
    premultiplyAlpha: 'none',
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  const packed = context.getImageData(0, 0, width, height).data;
  return unpack(packed, width, height);
}

export function unpack(packed, width, height) {
  const count = width * height;
  const transmission = new Uint16Array(count);
  const z4 = new Uint8Array(count);
  for (let pixel = 0, byte = 0; pixel < count; pixel += 1, byte += 4) {
    const value = (packed[byte] << 8) | packed[byte + 1];
    transmission[pixel] = value;
    z4[pixel] = value < NOT_PENETRATED ? THICK : Math.min(packed[byte + 2], THICK - 1);
  }
  return { width, height, transmission, z4, edged: null };
}

/** The scan sharpened at its edges; computed once. */
export function edgesOf(scan) {
  if (scan.edged) return scan.edged;
  const { width, height, transmission } = scan;
  const edged = Uint16Array.from(transmission);
  for (let row = 1; row < height - 1; row += 1) {
    for (let column = 1; column < width - 1; column += 1) {
      const at = row * width + column;
      const sharp =
        5 * transmission[at] -
        transmission[at - 1] -
        transmission[at + 1] -
        transmission[at - width] -
        transmission[at + width];
      edged[at] = Math.min(65535, Math.max(0, sharp));
    }
  }
  scan.edged = edged;
  return edged;
}

/** 65,536 entries: transmission to grey, by window (contrast) and level (middle), both 0 to 1. */
export function windowTable({ window, level }) {
  const table = new Uint8ClampedArray(65536);
  const low = (level - window / 2) * 65535;
  const span = Math.max(1, window * 65535);
  for (let value = 0; value < 65536; value += 1) table[value] = ((value - low) / span) * 255;
  return table;
}

/** 256 × 256 entries: (Z plane, grey) to one packed colour. */
export function colourTable(mode, inverted) {
  const table = new Uint32Array(65536);
  for (let plane = 0; plane < 256; plane += 1) {
    for (let grey = 0; grey < 256; grey += 1) {
      table[(plane << 8) | grey] = packed(colour(mode, plane, grey), inverted);
    }
  }
  return table;
}

function colour(mode, plane, grey) {
  const paper = (grey / 255) * PAPER;
  const neutral = [paper, paper, paper];
  if (mode === 'grey' || plane === 0) return neutral;
  if (plane === THICK) return [6, 6, 6];
  const z = plane / 4;
  if ((mode === 'organic' && !isOrganic(z)) || (mode === 'metal' && !isMetal(z))) {
    const faint = 226 + paper * 0.06;
    return [faint, faint, faint];
  }
  const light = grey / 255;
  const wash = light * light;
  const depth = Math.min(1, light * 1.7 + 0.05);
  return hueOf(z).map((part) => part * (1 - wash) * depth + PAPER * wash);
}

function hueOf(z) {
  for (let step = 1; step < HUES.length; step += 1) {
    const [to, next] = HUES[step];
    if (z <= to) {
      const [from, previous] = HUES[step - 1];
      const share = (z - from) / (to - from);
      return previous.map((part, index) => part + (next[index] - part) * share);
    }
  }
  return HUES[HUES.length - 1][1];
}

function packed(parts, inverted) {
  const [red, green, blue] = parts.map((part) => Math.round(inverted ? 255 - part : part));
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** Draw the whole scan with these settings into an OffscreenCanvas of its own size. */
export function paint(scan, canvas, { mode, inverted, edge, window, level }) {
  const source = edge ? edgesOf(scan) : scan.transmission;
  const greys = windowTable({ window, level });
  const colours = colourTable(mode, inverted);
  const image = new ImageData(scan.width, scan.height);
  const out = new Uint32Array(image.data.buffer);
  const planes = scan.z4;
  for (let pixel = 0; pixel < out.length; pixel += 1) {
    out[pixel] = colours[(planes[pixel] << 8) | greys[source[pixel]]];
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
}

/** How often each of ``bins`` bands of transmission occurs, air left out. */
export function histogram(scan, bins = 128) {
  const counts = new Uint32Array(bins);
  for (let pixel = 0; pixel < scan.transmission.length; pixel += 3) {
    const value = scan.transmission[pixel];
    if (value < 62000) counts[Math.floor((value / 65536) * bins)] += 1;
  }
  return counts;
}

/** Window and level that show the middle 96 % of what lies in the region best. */
export function windowOfRegion(scan, { x, y, width, height }) {
  const values = [];
  const step = Math.max(1, Math.floor(Math.sqrt((width * height) / 20000)));
  for (let row = y; row < y + height; row += step) {
    for (let column = x; column < x + width; column += step) {
      values.push(scan.transmission[row * scan.width + column]);
    }
  }
  if (values.length === 0) return { window: 0.96, level: 0.5 };
  values.sort((one, other) => one - other);
  const low = values[Math.floor(values.length * 0.02)] / 65535;
  const high = values[Math.floor(values.length * 0.98)] / 65535;
  return { window: Math.max(0.04, high - low), level: (low + high) / 2 };
}

/** What stands under one pixel. */
export function readPixel(scan, x, y) {
  const at = y * scan.width + x;
  const plane = scan.z4[at];
  return {
    transmission: scan.transmission[at] / 65535,
    thick: plane === THICK,
    z: plane === THICK || plane === 0 ? null : plane / 4,
  };
}

/** Mean transmission and mean Z of a region: the mark in numbers. */
export function readRegion(scan, { x, y, width, height }) {
  let sum = 0;
  let zSum = 0;
  let zCount = 0;
  for (let row = y; row < y + height; row += 1) {
    for (let column = x; column < x + width; column += 1) {
      const at = row * scan.width + column;
      sum += scan.transmission[at];
      if (scan.z4[at] > 0 && scan.z4[at] < THICK) {
        zSum += scan.z4[at] / 4;
        zCount += 1;
      }
    }
  }
  return { transmission: sum / (width * height) / 65535, z: zCount ? zSum / zCount : null };
}
