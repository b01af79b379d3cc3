// Computes what the course's networks compute, in a browser or in Node. No dependencies, no DOM.
//
// A network is one file: tensors in Keras's layout in the safetensors format, packed with gzip, and
// its layers in the metadata. tests/site/demos holds every function here to what Keras answers.

/** Fetch a file of tensors: {metadata, tensors}, each tensor {shape, values}. */
export async function load(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${new URL(url).pathname.split('/').pop()}: ${response.status}`);
  return readTensors(await unpack(await response.arrayBuffer()));
}

/** Undo gzip, unless the server's headers made the browser do so already. */
export async function unpack(buffer) {
  const [first, second] = new Uint8Array(buffer, 0, 2);
  if (first !== 0x1f || second !== 0x8b) return buffer;
  const stream = new Blob([buffer]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).arrayBuffer();
}

/** Read the safetensors format: a header in JSON, then the tensors one after another. */
export function readTensors(buffer) {
  const size = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size)));
  const { __metadata__: texts = {}, ...entries } = header;
  const metadata = Object.fromEntries(
    Object.entries(texts).map(([key, text]) => [key, JSON.parse(text)]));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [from, to] }] of Object.entries(entries)) {
    if (!(dtype in DECODERS)) throw new Error(`${name}: no decoder for ${dtype}`);
    tensors[name] = { shape, values: DECODERS[dtype](buffer.slice(8 + size + from, 8 + size + to)) };
  }
  return { metadata, tensors };
}

const DECODERS = {
  F16: raw => halves(new Uint16Array(raw)),
  F32: raw => new Float32Array(raw),
  U8: raw => new Uint8Array(raw),
};

/** Half precision: a sign, five bits of exponent, ten bits after the leading one. */
function halves(bits) {
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) {
    const exponent = (bits[i] >> 10) & 31, fraction = bits[i] & 1023;
    const size = exponent ? (1024 + fraction) * 2 ** (exponent - 25) : fraction * 2 ** -24;
    values[i] = bits[i] & 0x8000 ? -size : size;
  }
  return values;  // the export writes neither infinity nor NaN
}

/** A network of one or more parts, such as `encoder` and `decoder`. Numbers are Float32Arrays. */
export class Network {
  constructor({ metadata, tensors }) {
    this.metadata = metadata;
    this.parts = {};
    for (const [part, layers] of Object.entries(metadata.layers)) {
      this.parts[part] = layers.map(about => {
        const tensor = which => tensors[`${part}/${about.name}/${which}`];
        const layer = { ...about, kernel: tensor('kernel'), bias: tensor('bias')?.values };
        if (!(layer.kind in KINDS)) throw new Error(`${layer.name}: no layer ${layer.kind}`);
        if (layer.kind === 'Conv2D') layer.kernel = byFilter(layer.kernel);
        return layer;
      });
    }
  }

  static async load(url) { return new Network(await load(url)); }

  encode(pixels) { return this.compute('encoder', pixels); }
  decode(code) { return this.compute('decoder', code); }
  restore(pixels) {
    return 'network' in this.parts ? this.compute('network', pixels) : this.decode(this.encode(pixels));
  }

  /** Return what the last layer of a part answers. */
  compute(part, input) {
    const answers = { input };
    let last = input;
    for (const layer of this.parts[part]) {
      last = KINDS[layer.kind](layer, ...layer.inputs.map(name => answers[name]));
      if (layer.activation) ACTIVATIONS[layer.activation](last);
      answers[layer.name] = last;
    }
    return last;
  }
}

const KINDS = {
  Activation: (layer, input) => input.slice(),
  Add: (layer, first, second) => first.map((value, i) => value + second[i]),
  Concatenate: joinChannels,
  Conv2D: convolve,
  Conv2DTranspose: convolveTransposed,
  Dense: dense,
  KSparse: keepLargest,
};

const each = change => values => {
  for (let i = 0; i < values.length; i++) values[i] = change(values[i]);
};

const ACTIVATIONS = {
  linear() {},
  relu: each(value => (value < 0 ? 0 : value)),
  sigmoid: each(value => 1 / (1 + Math.exp(-value))),
  silu: each(value => value / (1 + Math.exp(-value))),
  tanh: each(Math.tanh),
};

function dense({ kernel: { shape: [inputs, units], values: kernel }, bias }, input) {
  const output = Float32Array.from(bias), on = [];
  for (let i = 0; i < inputs; i++) if (input[i] !== 0) on.push(i);  // most pixels are black
  let n = 0;
  for (; n + 3 < on.length; n += 4) {  // four rows of weights at a time: fewer passes over the output
    const [a, b, c, d] = [on[n], on[n + 1], on[n + 2], on[n + 3]];
    const [one, two, three, four] = [input[a], input[b], input[c], input[d]];
    for (let unit = 0; unit < units; unit++) {
      output[unit] += one * kernel[a * units + unit] + two * kernel[b * units + unit]
        + three * kernel[c * units + unit] + four * kernel[d * units + unit];
    }
  }
  for (; n < on.length; n++) {
    const value = input[on[n]], at = on[n] * units;
    for (let unit = 0; unit < units; unit++) output[unit] += value * kernel[at + unit];
  }
  return output;
}

/** Keep the k largest activities, and those equal to the k-th. */
function keepLargest({ k }, codes) {
  const least = Float32Array.from(codes).sort()[codes.length - k];
  return codes.map(value => (value >= least ? value : 0));
}

function joinChannels({ channels: [some, more] }, first, second) {
  const pixels = first.length / some, output = new Float32Array(first.length + second.length);
  for (let pixel = 0; pixel < pixels; pixel++) {
    output.set(first.subarray(pixel * some, (pixel + 1) * some), pixel * (some + more));
    output.set(second.subarray(pixel * more, (pixel + 1) * more), pixel * (some + more) + some);
  }
  return output;
}

/** How many zeros `padding="same"` puts before the first pixel of the large map. */
function zerosBefore(small, large, side, stride) {
  return Math.max((small - 1) * stride + side - large, 0) >> 1;
}

/**
 * Keras has a convolution's kernel as (side, side, channels, filters). Here a filter's weights lie side
 * by side, and rows of zeros fill up to a multiple of four filters, which are computed at a time.
 */
function byFilter({ shape: [side, , channels, filters], values: old }) {
  const size = side * side * channels, values = new Float32Array(size * 4 * Math.ceil(filters / 4));
  for (let place = 0; place < size; place++) {
    for (let filter = 0; filter < filters; filter++) values[filter * size + place] = old[place * filters + filter];
  }
  return { shape: [side, side, channels, filters], values };
}

function convolve({ kernel: { shape: [side, , channels, filters], values: kernel }, bias, strides, input: [height, width], output: [rows, columns] }, input) {
  const output = new Float32Array(rows * columns * filters), patch = new Float32Array(side * side * channels);
  const top = zerosBefore(rows, height, side, strides), left = zerosBefore(columns, width, side, strides);
  for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) {
    const first = x * strides - left, from = Math.max(0, -first), to = Math.min(side, width - first);
    patch.fill(0);
    for (let ky = 0; ky < side; ky++) {
      const row = y * strides + ky - top;
      if (row < 0 || row >= height) continue;
      const at = (row * width + first) * channels, place = ky * side * channels;
      for (let i = from * channels; i < to * channels; i++) patch[place + i] = input[at + i];
    }
    applyFilters(patch, kernel, bias, output, (y * columns + x) * filters, filters);
  }
  return output;
}

/** Four sums at a time keep the processor busy; nearly all of a convolution's time goes here. */
function applyFilters(patch, kernel, bias, output, to, filters) {
  const size = patch.length;
  for (let filter = 0; filter < filters; filter += 4) {
    let one = 0, two = 0, three = 0, four = 0;
    for (let i = 0, at = filter * size; i < size; i++, at++) {
      const value = patch[i];
      one += value * kernel[at];
      two += value * kernel[at + size];
      three += value * kernel[at + 2 * size];
      four += value * kernel[at + 3 * size];
    }
    output[to + filter] = one + bias[filter];
    if (filter + 1 < filters) output[to + filter + 1] = two + bias[filter + 1];
    if (filter + 2 < filters) output[to + filter + 2] = three + bias[filter + 2];
    if (filter + 3 < filters) output[to + filter + 3] = four + bias[filter + 3];
  }
}

/** Each pixel of the small map is added to `side` × `side` pixels of the large one. */
function convolveTransposed({ kernel: { shape: [side, , filters, channels], values: kernel }, bias, strides, input: [height, width], output: [rows, columns] }, input) {
  const output = new Float32Array(rows * columns * filters);
  for (let to = 0; to < output.length; to += filters) output.set(bias, to);
  const top = zerosBefore(height, rows, side, strides), left = zerosBefore(width, columns, side, strides);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) {
    const from = (y * width + x) * channels;
    for (let ky = 0; ky < side; ky++) {
      const row = y * strides + ky - top;
      if (row < 0 || row >= rows) continue;
      for (let kx = 0; kx < side; kx++) {
        const column = x * strides + kx - left;
        if (column < 0 || column >= columns) continue;
        const to = (row * columns + column) * filters, tap = (ky * side + kx) * filters * channels;
        for (let filter = 0; filter < filters; filter++) {
          let sum = 0;
          for (let i = 0, at = tap + filter * channels; i < channels; i++) sum += input[from + i] * kernel[at + i];
          output[to + filter] += sum;
        }
      }
    }
  }
  return output;
}
