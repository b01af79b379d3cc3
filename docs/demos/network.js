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
        if (layer.kind === 'Conv2DTranspose') layer.kernel = withFiltersLast(layer.kernel);
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
  const output = Float32Array.from(bias);
  for (let i = 0; i < inputs; i++) addScaled(output, 0, input[i], kernel, i * units, units);
  return output;
}

/** output[to + n] += value · kernel[at + n] for n < count: where nearly all of the time goes. */
function addScaled(output, to, value, kernel, at, count) {
  if (value === 0) return;  // most pixels are black, and a ReLU leaves half of its units off
  for (let n = 0; n < count; n++) output[to + n] += value * kernel[at + n];
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

/** Keras has a transposed convolution's kernel as (side, side, filters, channels): swap the last two. */
function withFiltersLast({ shape: [side, , filters, channels], values: old }) {
  const values = new Float32Array(old.length);
  for (let tap = 0; tap < side * side; tap++) {
    for (let filter = 0; filter < filters; filter++) {
      for (let channel = 0; channel < channels; channel++) {
        values[(tap * channels + channel) * filters + filter] =
          old[(tap * filters + filter) * channels + channel];
      }
    }
  }
  return { shape: [side, side, channels, filters], values };
}

/** How many zeros `padding="same"` puts before the first pixel of the large map. */
function zerosBefore(small, large, side, stride) {
  return Math.max((small - 1) * stride + side - large, 0) >> 1;
}

function convolve(layer, input) {
  const { strides, input: [height, width], output: [rows, columns] } = layer;
  const output = onBias(layer);
  meet(layer, rows, columns, height, width, strides, (small, large, tap) =>
    addPixel(layer, input, large, output, small, tap));
  return output;
}

function convolveTransposed(layer, input) {
  const { strides, input: [height, width], output: [rows, columns] } = layer;
  const output = onBias(layer);
  meet(layer, height, width, rows, columns, strides, (small, large, tap) =>
    addPixel(layer, input, small, output, large, tap));
  return output;
}

function onBias({ bias, output: [rows, columns, filters] }) {
  const output = new Float32Array(rows * columns * filters);
  for (let to = 0; to < output.length; to += filters) output.set(bias, to);
  return output;
}

/** Call `act` for each pixel of the small map, each tap of the kernel, and the large map's pixel there. */
function meet({ kernel: { shape: [side] } }, rows, columns, height, width, stride, act) {
  const top = zerosBefore(rows, height, side, stride), left = zerosBefore(columns, width, side, stride);
  for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) {
    for (let ky = 0; ky < side; ky++) {
      const row = y * stride + ky - top;
      if (row < 0 || row >= height) continue;
      for (let kx = 0; kx < side; kx++) {
        const column = x * stride + kx - left;
        if (column < 0 || column >= width) continue;
        act(y * columns + x, row * width + column, ky * side + kx);
      }
    }
  }
}

/** Add all channels of one pixel, times one tap of the kernel, to all filters of another. */
function addPixel({ kernel: { shape: [, , channels, filters], values } }, input, from, output, to, tap) {
  for (let channel = 0, at = tap * channels * filters; channel < channels; channel++, at += filters) {
    addScaled(output, to * filters, input[from * channels + channel], values, at, filters);
  }
}
