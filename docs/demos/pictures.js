// Arithmetic on pictures of 28 × 28 pixels in [0, 1]. No DOM, so Node can test it.

export const SIDE = 28, PIXELS = SIDE * SIDE;

/** Peak signal-to-noise ratio in decibels. */
export const decibels = (clean, other) => -10 * Math.log10(meanSquare(clean, other));

/** Mean squared difference per pixel. */
export function meanSquare(first, second) {
  let sum = 0;
  for (let i = 0; i < PIXELS; i++) sum += (first[i] - second[i]) ** 2;
  return sum / PIXELS;
}

/** Set what lies below 0 or above 1 to 0 or 1, in place. */
export function clip(pixels) {
  for (let i = 0; i < pixels.length; i++) pixels[i] = Math.min(1, Math.max(0, pixels[i]));
  return pixels;
}

/** The n-th picture of a tensor of bytes (n, 784). */
export function picture({ values }, n) {
  return Float32Array.from(values.subarray(n * PIXELS, (n + 1) * PIXELS), grey => grey / 255);
}

/** PCA: a mean picture, and directions (components, 784) of length 1. */
export class Pca {
  constructor(mean, components, count = components.shape[0]) {
    Object.assign(this, { mean: mean.values, components: components.values, count });
  }

  /** Coordinates along the first directions. */
  encode(pixels, count = this.count, mean = this.mean) {
    const code = new Float32Array(count);
    for (let k = 0; k < count; k++) {
      let sum = 0;
      for (let i = 0, at = k * PIXELS; i < PIXELS; i++) sum += (pixels[i] - mean[i]) * this.components[at + i];
      code[k] = sum;
    }
    return code;
  }

  /** The picture with these coordinates, clipped. */
  decode(code) {
    const pixels = Float32Array.from(this.mean);
    for (let k = 0; k < code.length; k++) {
      if (code[k] === 0) continue;
      for (let i = 0, at = k * PIXELS; i < PIXELS; i++) pixels[i] += code[k] * this.components[at + i];
    }
    return clip(pixels);
  }

  restore(pixels, count) { return this.decode(this.encode(pixels, count)); }
}

/** Normal and uniform random numbers that a seed fixes (mulberry32; Box and Muller). */
export function randomNumbers(seed) {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

/** What keras_autoencoders.corruption does, for one picture. */
export const CORRUPTIONS = {
  gaussian: (pixels, stddev, { normal }) => clip(pixels.map(value => value + stddev * normal())),
  salt_and_pepper: (pixels, probability, { uniform }) => pixels.map(value => {
    const place = uniform();
    return place >= 1 - probability / 2 ? 1 : place < probability / 2 ? 0 : value;
  }),
  mask_pixels: (pixels, probability, { uniform }) => pixels.map(value => (uniform() < probability ? 0 : value)),
};

/** The median of each pixel and its eight neighbours; the border is mirrored, as SciPy does. */
export function median(pixels) {
  const mirror = i => (i < 0 ? -i - 1 : i >= SIDE ? 2 * SIDE - 1 - i : i);
  const output = new Float32Array(PIXELS), near = new Float32Array(9);
  for (let y = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++) {
    for (let n = 0; n < 9; n++) near[n] = pixels[mirror(y + Math.floor(n / 3) - 1) * SIDE + mirror(x + n % 3 - 1)];
    output[y * SIDE + x] = near.sort()[4];
  }
  return output;
}

/** Bring a drawing into MNIST's form: 20 pixels in its longer direction, its centre of mass in the middle. */
export function asMnist(ink, side) {
  let top = side, bottom = -1, left = side, right = -1, mass = 0, down = 0, across = 0;
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) {
    const value = ink[y * side + x];
    if (value < 0.02) continue;
    top = Math.min(top, y); bottom = Math.max(bottom, y);
    left = Math.min(left, x); right = Math.max(right, x);
    mass += value; down += value * (y + 0.5); across += value * (x + 0.5);
  }
  if (bottom < 0) return new Float32Array(PIXELS);
  const scale = Math.max(bottom - top + 1, right - left + 1) / 20;  // pixels of the drawing for one
  // The box moves by whole pixels, as MNIST's did: shifts by parts of one would blur the strokes. And
  // MNIST's centres of mass lie half a pixel below and to the right of the picture's middle.
  const place = (first, middle) => first - scale * Math.round(SIDE / 2 + 0.5 - (middle - first) / scale);
  return average(ink, side, scale, place(top, down / mass), place(left, across / mass));
}

/** The drawing as it lies on the pad. */
export const asDrawn = (ink, side) => average(ink, side, side / SIDE, 0, 0);

/** Each pixel is the mean over a square of the drawing, taken at 8 × 8 places. */
function average(ink, side, scale, top, left, places = 8) {
  const output = new Float32Array(PIXELS);
  for (let y = 0, i = 0; y < SIDE; y++) for (let x = 0; x < SIDE; x++, i++) {
    let sum = 0;
    for (let a = 0; a < places; a++) {
      const row = Math.floor(top + scale * (y + (a + 0.5) / places));
      if (row < 0 || row >= side) continue;
      for (let b = 0; b < places; b++) {
        const column = Math.floor(left + scale * (x + (b + 0.5) / places));
        if (column >= 0 && column < side) sum += ink[row * side + column];
      }
    }
    output[i] = sum / places ** 2;
  }
  return output;
}
