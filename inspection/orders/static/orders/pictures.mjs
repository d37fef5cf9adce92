// Camera pictures made small enough for the line: at most 1,280 pixels wide or high, JPEG.

const LONGEST_SIDE = 1280;
const QUALITY = 0.8;

/** The picture as base64 without the data: prefix. */
export async function small(file) {
  return (await shrunk(file)).toDataURL('image/jpeg', QUALITY).split(',')[1];
}

/** The picture as a file to send with a form. */
export async function smallFile(file) {
  const canvas = await shrunk(file);
  const blob = await new Promise((keep) => canvas.toBlob(keep, 'image/jpeg', QUALITY));
  return new File([blob], file.name.replace(/\.\w+$/, '.jpg'), { type: 'image/jpeg' });
}

async function shrunk(file) {
  const bitmap = await createImageBitmap(file);
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(bitmap.width * shrink);
  canvas.height = Math.round(bitmap.height * shrink);
  canvas.getContext('2d').drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}
