// Camera pictures made small enough for the line: at most 1,280 pixels wide or high, JPEG.

const LONGEST_SIDE = 1280;
const QUALITY = 0.8;

/** The picture as base64 without the data: prefix. */
export async function small(file) {
  const bitmap = await createImageBitmap(file);
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * shrink);
  canvas.height = Math.round(bitmap.height * shrink);
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/jpeg', QUALITY).split(',')[1];
}
