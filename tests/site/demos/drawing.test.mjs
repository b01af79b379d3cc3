// node --test drawing.test.mjs   The arithmetic on pictures, with answers worked out by hand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

const pages = new URL('../../../docs/demos/', import.meta.url);
const { readTensors, unpack } = await import(new URL('network.js', pages));
const { CORRUPTIONS, PIXELS, Pca, SIDE, asDrawn, asMnist, decibels, median, picture, randomNumbers } =
  await import(new URL('pictures.js', pages));

const bytes = readFileSync(new URL('data/pictures.safetensors.gz', pages));
const { tensors: { pixels } } = readTensors(
  await unpack(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)));

/** Enlarge a picture `times`, and put it on a square pad at some place. */
function onPad(image, times, side, top, left) {
  const ink = new Float32Array(side * side);
  for (let y = 0; y < SIDE * times; y++) for (let x = 0; x < SIDE * times; x++) {
    const row = y + top, column = x + left;
    if (row < 0 || row >= side || column < 0 || column >= side) continue;
    ink[row * side + column] = image[Math.floor(y / times) * SIDE + Math.floor(x / times)];
  }
  return ink;
}

test('a test digit, enlarged to the pad and centred, is the same digit', t => {
  const found = Array.from({ length: 100 }, (_, n) => {
    const digit = picture(pixels, n);
    return decibels(digit, asMnist(onPad(digit, 10, 280, 0, 0), 280));
  }).sort((a, b) => a - b);
  const identical = found.filter(value => value === Infinity).length;
  t.diagnostic(`${identical} of 100 identical; the worst has ${found[0].toFixed(1)} dB`);
  assert(found[50] === Infinity, `median ${found[50]}`);
});

test('where on the pad a digit is drawn, and how large, makes no difference', () => {
  const digit = picture(pixels, 3);
  const whole = asMnist(onPad(digit, 10, 280, 0, 0), 280);
  assert.deepEqual(asMnist(onPad(digit, 10, 280, 30, -20), 280), whole);
  assert(decibels(whole, asMnist(onPad(digit, 5, 280, 100, 60), 280)) > 40);
});

test('a square of ink becomes 20 pixels wide, its middle at 14.5', () => {
  const ink = new Float32Array(280 * 280);
  for (let y = 10; y < 90; y++) for (let x = 150; x < 230; x++) ink[y * 280 + x] = 1;
  const image = asMnist(ink, 280), rows = [], columns = [];
  for (let i = 0; i < PIXELS; i++) if (image[i] > 0) { rows.push(Math.floor(i / SIDE)); columns.push(i % SIDE); }
  for (const places of [rows, columns]) {
    assert.equal(Math.max(...places) - Math.min(...places) + 1, 20);
    assert(Math.abs((Math.max(...places) + Math.min(...places) + 1) / 2 - 14.5) <= 0.5);
  }
});

test('no ink gives a black picture', () => {
  assert.equal(Math.max(...asMnist(new Float32Array(280 * 280), 280)), 0);
});

test('a drawing as it lies is the mean of each 10 × 10 pixels', () => {
  const ink = new Float32Array(280 * 280);
  for (let y = 0; y < 10; y++) for (let x = 0; x < 20; x++) ink[y * 280 + x] = 0.5;
  const image = asDrawn(ink, 280);
  assert.deepEqual([...image.slice(0, 3)], [0.5, 0.5, 0]);
});

test('decibels', () => {
  const black = new Float32Array(PIXELS);
  assert(Math.abs(decibels(black, new Float32Array(PIXELS).fill(0.1)) - 20) < 1e-5);
  assert.equal(decibels(black, black), Infinity);
});

test('the median leaves a wide stroke, drops a single pixel, and mirrors the border', () => {
  const image = new Float32Array(PIXELS);
  image[14 * SIDE + 14] = 1;
  assert.equal(Math.max(...median(image)), 0);
  for (let y = 0; y < SIDE; y++) image[y * SIDE] = image[y * SIDE + 1] = 1;  // two columns at the border
  const filtered = median(image);
  assert.deepEqual([...filtered.slice(0, 3)], [1, 1, 0]);
});

test('noise has the moments of the library’s', () => {
  const grey = new Float32Array(PIXELS).fill(0.5);
  const all = Array.from({ length: 60 }, (_, n) => [...CORRUPTIONS.gaussian(grey, 0.1, randomNumbers(n))]).flat();
  const mean = all.reduce((a, b) => a + b) / all.length;
  const spread = Math.sqrt(all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length);
  assert(Math.abs(mean - 0.5) < 0.002, `${mean}`);
  assert(Math.abs(spread - 0.1) < 0.002, `${spread}`);
  const salty = CORRUPTIONS.salt_and_pepper(grey, 0.3, randomNumbers(3));
  for (const value of [0, 1]) {
    assert(Math.abs(salty.filter(each => each === value).length / PIXELS - 0.15) < 0.04);
  }
  const hidden = CORRUPTIONS.mask_pixels(grey, 0.7, randomNumbers(3)).filter(value => value === 0).length;
  assert(Math.abs(hidden / PIXELS - 0.7) < 0.05);
});

test('the same seed gives the same noise, another one another', () => {
  const grey = new Float32Array(PIXELS).fill(0.5), spoil = seed => CORRUPTIONS.gaussian(grey, 0.3, randomNumbers(seed));
  assert.deepEqual(spoil(5), spoil(5));
  assert.notDeepEqual(spoil(5), spoil(6));
});

test('PCA with two directions at right angles', () => {
  const mean = new Float32Array(PIXELS).fill(0.25), components = new Float32Array(2 * PIXELS);
  components[0] = components[PIXELS + 1] = 1;  // the first two pixels
  const pca = new Pca({ values: mean }, { values: components, shape: [2, PIXELS] });
  const image = Float32Array.from(mean);
  image[0] = 0.75; image[1] = 0; image[2] = 1;
  assert.deepEqual([...pca.encode(image)], [0.5, -0.25]);
  assert.deepEqual([...pca.restore(image, 1).slice(0, 3)], [0.75, 0.25, 0.25]);
  assert.deepEqual([...pca.decode(Float32Array.of(3, -3)).slice(0, 2)], [1, 0]);  // clipped
});
