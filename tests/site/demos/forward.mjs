// node forward.mjs NETWORK_JS FILE INPUTS OUTPUTS   What does the demos' module compute?
//
// INPUTS has a tensor of inputs (n, size) for each part of the network in FILE. The answers go to
// OUTPUTS, as 32-bit floats one after another.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const [module, file, inputs, outputs] = process.argv.slice(2);
const { Network, readTensors, unpack } = await import(pathToFileURL(module));

async function read(path) {
  const bytes = readFileSync(path);
  return readTensors(await unpack(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)));
}

const network = new Network(await read(file));
const answers = [];
for (const [part, { shape: [count, size], values }] of Object.entries((await read(inputs)).tensors)) {
  for (let n = 0; n < count; n++) answers.push(...network.compute(part, values.subarray(n * size, (n + 1) * size)));
}
writeFileSync(outputs, Buffer.from(Float32Array.from(answers).buffer));
