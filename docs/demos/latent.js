// Lecture 1: a code of two numbers is a map. Drag a point, and see what is drawn for it.
import { Network, load } from './network.js';
import { Pca, SIDE, asMnist, clip, picture } from './pictures.js';
import { CLASSES, Pad, colour, dataFile, inAddress, modelFile, number, onTheme, paint, soon, start, testPictures } from './ui.js';

const TILES = 22;  // pictures along each side of the map
const SECONDS = 9;  // of the replay
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

start('latent', async (root, part) => {
  const [network, points] = await Promise.all([Network.load(modelFile('map_decoder')), load(dataFile('map_points'))]);
  const { codes, labels: { values: labels }, pca_codes: pcaCodes, start_pixels: startPixels } = points.tensors;
  const count = labels.length, last = network.metadata.epochs;
  const pca = new Pca(points.tensors.pca_mean, points.tensors.pca_components);
  // What the first look does not need is fetched when it is asked for.
  const encoder = onDemand(() => Network.load(modelFile('map_encoder')));
  const pictures = onDemand(testPictures), replay = onDemand(() => load(dataFile('map_frames')));
  const maps = {
    network: newMap(codes.values, code => network.decode(code), async pixels => (await encoder()).encode(pixels)),
    pca: newMap(pcaCodes.values, code => pca.decode(code), async pixels => pca.encode(pixels)),
  };
  const canvas = part('map'), side = canvas.width = canvas.height = 880, context = canvas.getContext('2d');
  const dots = document.createElement('canvas');
  dots.width = dots.height = side;
  const { start: first } = points.metadata;
  let map = maps.network, at = [...codes.values.subarray(2 * first, 2 * first + 2)];
  let drawn = picture(startPixels, 0), from = labels[first];  // the picture at the ring, and its label
  let frames = null, epoch = last, known = null, shown = new Set(CLASSES.keys());

  /** Fetch something once, and say so in the page if it can't be had. */
  function onDemand(fetched) {
    let promise = null;
    return () => (promise ??= fetched().catch(error => {
      promise = null;
      part('message').textContent = `Something could not be loaded (${error.message}).`;
      throw error;
    }));
  }

  function newMap(codes, decode, encode) {
    // The frame holds nearly all points: a few lie far out and would make the rest small.
    const box = [0, 1].map(axis => {
      const sorted = Array.from({ length: count }, (_, i) => codes[2 * i + axis]).sort((a, b) => a - b);
      const low = sorted[Math.floor(0.004 * count)], high = sorted[Math.ceil(0.996 * count) - 1];
      return [low - 0.03 * (high - low), high + 0.03 * (high - low)];
    });
    return { codes, decode: code => clip(decode(Float32Array.from(code))), encode, box, sheet: null };
  }

  const toPixel = (value, axis) => {
    const [low, high] = map.box[axis], share = (value - low) / (high - low);
    return side * (axis ? 1 - share : share);
  };
  const toCode = (pixel, axis) => {
    const [low, high] = map.box[axis], share = axis ? 1 - pixel / side : pixel / side;
    return low + share * (high - low);
  };

  /** What is drawn everywhere, made when first asked for. */
  function tiles() {
    if (map.sheet) return map.sheet;
    const sheet = map.sheet = document.createElement('canvas'), tile = document.createElement('canvas');
    sheet.width = sheet.height = TILES * SIDE;
    for (let row = 0; row < TILES; row++) for (let column = 0; column < TILES; column++) {
      paint(tile, map.decode([column, row].map((n, axis) => toCode((n + 0.5) / TILES * side, axis))));
      sheet.getContext('2d').drawImage(tile, column * SIDE, row * SIDE);
    }
    return sheet;
  }

  /** Points between two epochs move in straight lines. */
  function placesNow() {
    if (map !== maps.network || epoch === last || !frames) return map.codes;
    const frame = n => frames.subarray(2 * n * count, 2 * (n + 1) * count);
    const before = frame(Math.floor(epoch)), after = frame(Math.min(last, Math.floor(epoch) + 1)), share = epoch % 1;
    return before.map((value, i) => value + share * (after[i] - value));
  }

  function drawDots() {
    const layer = dots.getContext('2d'), codes = placesNow();
    layer.clearRect(0, 0, side, side);
    for (let i = 0; i < count; i++) {
      if (!shown.has(labels[i])) continue;
      layer.fillStyle = CLASSES[labels[i]];
      layer.beginPath();
      layer.arc(toPixel(codes[2 * i], 0), toPixel(codes[2 * i + 1], 1), 5.5, 0, 7);
      layer.fill();
    }
  }

  const draw = soon(() => {
    const past = map === maps.network && epoch < last;
    context.clearRect(0, 0, side, side);
    if (part('tiles').checked && !past) context.drawImage(tiles(), 0, 0, side, side);
    if (part('points').checked) context.drawImage(dots, 0, 0);
    part('epoch').value = epoch;
    part('epoch-text').textContent = epoch === 0 ? 'before the training' : `${Math.floor(epoch)} of ${last}`;
    root.classList.toggle('past', past);
    if (past) return;
    const [x, y] = at.map(toPixel);
    for (const [width, name] of [[11, '--paper'], [5, '--accent']]) {
      context.lineWidth = width; context.strokeStyle = colour(root, name);
      context.beginPath(); context.arc(x, y, 17, 0, 7); context.stroke();
    }
    paint(part('decoded'), map.decode(at));
    part('code').textContent = `(${at.map(value => number(value, 1)).join(', ')})`;
    if (!drawn) return showNearest();
    paint(part('nearest'), drawn);
    part('nearest-label').textContent = from === null ? 'your digit, centred as in the data' : `test image, a ${from}`;
  });

  function showNearest() {
    if (!known) return void pictures().then(found => { known = found; draw(); }, () => {});
    let best = 0, least = Infinity;
    const scale = map.box.map(([low, high]) => high - low);
    for (let i = 0; i < known.count; i++) {
      const distance = ((map.codes[2 * i] - at[0]) / scale[0]) ** 2 + ((map.codes[2 * i + 1] - at[1]) / scale[1]) ** 2;
      if (distance < least) [best, least] = [i, distance];
    }
    paint(part('nearest'), known.of(best));
    part('nearest-label').textContent = `nearest of ${known.count} test images, a ${labels[best]}`;
  }

  const remember = inAddress('latent', state => {
    part('tiles').checked = state.tiles === '1';
    const read = (state.at ?? '').split(',').map(Number);
    if (state.map in maps && maps[state.map] !== map) choose(state.map);
    if (read.length === 2 && read.every(Number.isFinite)) { forget(); moveTo(read); } else draw();
  });
  const note = () => remember({
    at: at.map(value => value.toFixed(2)).join(','), map: map === maps.pca ? 'pca' : 'network', tiles: part('tiles').checked ? 1 : 0,
  });

  function moveTo(code) {
    epoch === last || showEpoch(last);
    at = [...code].map((value, axis) => Math.min(map.box[axis][1], Math.max(map.box[axis][0], value)));
    draw();
    note();
  }
  function forget() { drawn = from = null; }
  function showEpoch(value) {
    epoch = value;
    drawDots();
    draw();
  }

  function choose(name) {
    map = maps[name];
    root.querySelector(`input[value=${name}]`).checked = true;
    part('replay').disabled = part('epoch').disabled = name === 'pca';
    drawDots();
    // The picture at the ring has a place on the other map, too; a place alone has none.
    if (drawn) land(drawn, from); else moveTo(map.box.map(([low, high]) => (low + high) / 2));
  }

  /** Move the ring to the code of a picture: a drawing, or a test image with its label. */
  async function land(pixels, label) {
    drawn = pixels;
    from = label;
    const code = await map.encode(pixels);
    if (drawn === pixels) moveTo(code);  // or the reader has moved on
  }

  // Dragging and keys
  const follow = event => {
    const box = canvas.getBoundingClientRect();
    forget();
    moveTo([toCode((event.clientX - box.left) / box.width * side, 0), toCode((event.clientY - box.top) / box.height * side, 1)]);
  };
  canvas.addEventListener('pointerdown', event => { canvas.setPointerCapture(event.pointerId); stop(); follow(event); });
  canvas.addEventListener('pointermove', event => { if (canvas.hasPointerCapture(event.pointerId)) follow(event); });
  canvas.addEventListener('keydown', event => {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    forget();
    moveTo(at.map((value, axis) => value + STEPS[event.key][axis] * (map.box[axis][1] - map.box[axis][0]) / 60));
  });

  let taken = -1;  // the last test image put on the pad
  const pad = new Pad(part('pad'), soon(() => {
    if (pad.empty) { forget(); draw(); } else land(asMnist(pad.ink(), pad.side), null);
  }), async digit => {
    const found = await pictures();
    taken = found.next(digit, taken);
    pad.show(found.of(taken));
    land(found.of(taken), digit);
  });
  part('clear').addEventListener('click', () => pad.clear());
  for (const name of ['tiles', 'points']) part(name).addEventListener('change', () => { draw(); note(); });
  for (const input of root.querySelectorAll('input[type=radio]')) {
    input.addEventListener('change', () => { stop(); epoch = last; choose(input.value); });
  }

  // The replay. It begins when asked to, never by itself.
  let running = null;
  function stop() { cancelAnimationFrame(running); running = null; part('replay').textContent = 'watch it learn'; }
  part('replay').addEventListener('click', async () => {
    if (running !== null) return stop();
    frames ??= (await replay()).tensors.codes.values;
    part('replay').textContent = 'stop';
    const begun = performance.now() - (epoch < last ? epoch / last : 0) * SECONDS * 1000;
    const step = now => {
      showEpoch(Math.min(last, Math.max(0, now - begun) / SECONDS / 1000 * last));
      if (epoch < last) running = requestAnimationFrame(step); else stop();
    };
    running = requestAnimationFrame(step);
  });
  part('epoch').max = last;
  part('epoch').addEventListener('input', async () => {
    stop();
    const value = Number(part('epoch').value);
    frames ??= (await replay()).tensors.codes.values;
    showEpoch(value);
  });

  CLASSES.forEach((fill, digit) => {
    const button = document.createElement('button');
    Object.assign(button, { type: 'button', textContent: digit });
    button.style.setProperty('--class', fill);
    button.setAttribute('aria-pressed', 'true');
    button.addEventListener('click', () => {
      if (shown.size === 10) shown = new Set([digit]); else if (!shown.delete(digit)) shown.add(digit);
      if (!shown.size) shown = new Set(CLASSES.keys());
      [...part('legend').children].forEach((other, n) => other.setAttribute('aria-pressed', shown.has(n)));
      drawDots();
      draw();
    });
    part('legend').append(button);
  });

  const { test_mse: mine, pca_mse: its } = network.metadata;
  part('count').textContent = count.toLocaleString('en');
  part('facts').textContent = `Test MSE with two numbers: the autoencoder ${mine.toFixed(4)}, PCA (clipped) ${its.toFixed(4)}.`;
  onTheme(draw);
  drawDots();
  draw();
});
