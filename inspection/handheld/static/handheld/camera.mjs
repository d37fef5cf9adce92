// A photograph made small enough for the line, its EXIF dropped by drawing it anew; and the place.

const LONGEST_SIDE = 1600;
const QUALITY = 0.85;
const FRESH = 120_000;

/** A JPEG of at most 1,600 pixels a side. Raises for what is no picture. */
export async function reencoded(file) {
  const bitmap = await createImageBitmap(file);
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(8, Math.round(bitmap.width * shrink));
  canvas.height = Math.max(8, Math.round(bitmap.height * shrink));
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return jpeg(canvas);
}

export function jpeg(canvas) {
  return new Promise((done) => { canvas.toBlob(done, 'image/jpeg', QUALITY); });
}

/** Where the device believes to be (WGS 84), asked all the while a record is open: a photograph
    is written down at once and waits for no satellite. */
export class Whereabouts {
  constructor(told) {
    this.told = told;
    this.watch = navigator.geolocation?.watchPosition(
      (found) => this.#found(found), () => { this.at = null; }, { enableHighAccuracy: true, maximumAge: 30_000 },
    );
  }

  /** Null when it was not said, may not be said, or was said too long ago. */
  get spot() {
    return this.at && Date.now() - this.at < FRESH ? this.place : null;
  }

  close() {
    if (this.watch !== undefined) navigator.geolocation.clearWatch(this.watch);
  }

  #found({ coords, timestamp }) {
    this.at = timestamp;
    this.place = {
      latitude: coords.latitude.toFixed(5),
      longitude: coords.longitude.toFixed(5),
      accuracy_m: Math.min(1_000_000, Math.round(coords.accuracy)),
    };
    this.told(`${this.place.latitude}, ${this.place.longitude} ± ${this.place.accuracy_m} m`);
  }
}
