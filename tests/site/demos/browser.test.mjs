// npm install && npm test   The demos in a real browser, Debian's Chromium.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';
import { chromium } from 'playwright-core';
import { serve } from './pages.mjs';

const pages = new URL('../../../docs/demos/', import.meta.url);
const { Network, readTensors, unpack } = await import(new URL('network.js', pages));
const NAMES = readdirSync(pages).filter(file => file.endsWith('.html')).map(file => file.slice(0, -5));
const SHOTS = process.env.SHOTS;  // a folder for screenshots, if somebody wants to look at them
if (SHOTS) mkdirSync(SHOTS, { recursive: true });
const executablePath = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => path && existsSync(path));
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const CIRCLE = Array.from({ length: 25 }, (_, i) => [0.5 + 0.24 * Math.sin(i / 12 * Math.PI), 0.5 - 0.34 * Math.cos(i / 12 * Math.PI)]);

const server = await serve();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
test.after(async () => { await browser.close(); server.close(); });

async function load(name) {
  const bytes = readFileSync(new URL(`models/${name}.safetensors.gz`, pages));
  return new Network(readTensors(await unpack(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))));
}

async function open(t, name, options = {}, hash = '') {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, reducedMotion: 'reduce', ...options });
  t.after(() => page.close());
  page.problems = [];
  page.on('pageerror', error => page.problems.push(String(error)));
  page.on('console', message => { if (message.type() === 'error') page.problems.push(message.text()); });
  page.on('request', request => { if (!request.url().startsWith(server.url) && !request.url().startsWith('data:')) page.problems.push(`outside: ${request.url()}`); });
  await page.goto(`${server.url}${name}${hash}`);
  await page.waitForSelector('[data-state=ready]', { timeout: 30000 });
  await settle(page);
  return page;
}

/** Wait until what was asked for has been drawn: networks are fetched when they are first needed. */
async function settle(page) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 60)))));
}
const part = name => `[data-part="${name}"]`;
const text = (page, name) => page.textContent(part(name));
const pixels = (page, name) => page.evaluate(selector => {
  const canvas = document.querySelector(selector);
  const { data } = canvas.getContext('2d').getImageData(0, 0, 28, 28);
  return Array.from({ length: 784 }, (_, i) => data[4 * i] / 255);
}, part(name));
const gap = (first, second) => Math.max(...first.map((value, i) => Math.abs(value - Math.min(1, Math.max(0, second[i])))));
const shot = (page, name) => SHOTS && page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage: true });

async function boxOf(page, name) {
  const handle = await page.$(part(name));
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  return ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
}
async function drag(page, name, points) {
  const at = await boxOf(page, name);
  await page.mouse.move(...at(points[0]));
  await page.mouse.down();
  for (const point of points.slice(1)) await page.mouse.move(...at(point), { steps: 4 });
  await page.mouse.up();
  await settle(page);
}
const setRange = async (page, name, value) => {
  await page.$eval(part(name), (input, value) => { input.value = value; input.dispatchEvent(new Event('input')); }, value);
  await settle(page);
};

/** Wait until a part's text begins like this: a network may still be on its way. */
const saying = (page, name, start) => page.waitForFunction(
  ([selector, start]) => document.querySelector(selector).textContent.startsWith(start), [part(name), start], { timeout: 15000 });

for (const name of NAMES) {
  test(`${name}: starts, asks nobody else, fits the phone, in light and dark`, async t => {
    for (const [size, options] of Object.entries({ wide: {}, phone: PHONE })) {
      for (const colorScheme of ['light', 'dark']) {
        const page = await open(t, name, { ...options, colorScheme });
        assert.deepEqual(page.problems, []);
        assert.equal(await text(page, 'message'), '');
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assert(width <= (options.viewport?.width ?? 1280), `${width} px wide`);
        const unnamed = await page.evaluate(() => [...document.querySelectorAll('.demo canvas, .demo svg, .demo input, .demo select')]
          .filter(node => !node.getAttribute('aria-label') && !node.labels?.length).map(node => node.dataset.part ?? node.outerHTML));
        assert.deepEqual(unnamed, []);
        const painted = await page.evaluate(() => [...document.querySelectorAll('.picture canvas:not(.pad)')].filter(canvas => {
          const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
          return data.some((value, i) => i % 4 < 3 && value > 60);
        }).length);
        assert(painted >= (await page.$$('.picture canvas:not(.pad)')).length / 2, 'the first state shows pictures');
        await shot(page, `${name}-${size}-${colorScheme}`);
      }
    }
  });

  test(`${name}: a lost file is announced`, async t => {
    const page = await browser.newPage();
    t.after(() => page.close());
    await page.route('**/models/**', route => route.fulfill({ status: 404 }));
    await page.goto(server.url + name);
    await page.waitForSelector('[data-state=failed]');
    assert.match(await text(page, 'message'), /could not start \(.*safetensors.gz: 404\)/);
    assert.equal(await page.getAttribute(part('message'), 'role'), 'status');
  });
}

test('latent: dragging moves the code, and the picture is the decoder’s', async t => {
  const page = await open(t, 'latent'), network = await load('map_decoder'), seen = new Set();
  for (const place of [[0.9, 0.2], [0.8, 0.9], [0.5, 0.5], [0.2, 0.3]]) {
    await drag(page, 'map', [[0.6, 0.6], place]);
    await page.waitForTimeout(350);  // until the address has it
    const code = new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('at').split(',').map(Number);
    assert(gap(await pixels(page, 'decoded'), network.decode(Float32Array.from(code))) < 0.04, `at ${code}`);
    seen.add(code.join());
  }
  assert.equal(seen.size, 4);
  await page.focus(part('map'));
  const before = await text(page, 'code');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await settle(page);
  assert.notEqual(await text(page, 'code'), before);
  await page.check(part('tiles'));
  await page.click(`${part('legend')} button:nth-child(5)`);
  await settle(page);
  await shot(page, 'latent-tiles');
  assert.deepEqual(page.problems, []);
});

test('latent: a link shows what its sender saw', async t => {
  const first = await open(t, 'latent');
  await drag(first, 'map', [[0.5, 0.5], [0.7, 0.3]]);
  await first.waitForTimeout(350);
  const second = await open(t, 'latent', {}, new URL(first.url()).hash);
  assert.equal(await text(second, 'code'), await text(first, 'code'));
  const nonsense = await open(t, 'latent', {}, '#latent?at=x,99999&map=none');
  assert.deepEqual(nonsense.problems, []);
});

test('latent: a drawn nought and a drawn one land in different places, on both maps', async t => {
  const page = await open(t, 'latent');
  for (const map of ['network', 'pca']) {
    await page.check(`input[value=${map}]`);
    await page.click(part('clear'));
    await drag(page, 'pad', CIRCLE);
    const nought = await text(page, 'code');
    assert.match(await text(page, 'nearest-label'), /your digit/);
    await shot(page, `latent-drawn-${map}`);
    await page.click(part('clear'));
    await drag(page, 'pad', [[0.5, 0.15], [0.48, 0.85]]);
    assert.notEqual(await text(page, 'code'), nought);
  }
  assert.deepEqual(page.problems, []);
});

test('latent: the replay begins when asked and ends at the trained map', async t => {
  const page = await open(t, 'latent');
  const last = await page.getAttribute(part('epoch'), 'max');
  assert.equal(await page.inputValue(part('epoch')), last);
  await setRange(page, 'epoch', 0);
  assert.equal(await text(page, 'epoch-text'), 'before the training');
  await shot(page, 'latent-epoch-0');
  await setRange(page, 'epoch', 1.5);
  await shot(page, 'latent-epoch-1');
  await page.click(part('replay'));
  await page.waitForFunction(max => Number(document.querySelector('[data-part=epoch]').value) === Number(max), last, { timeout: 15000 });
  assert.equal(await text(page, 'replay'), 'watch it learn');
  assert.deepEqual(page.problems, []);
});

test('codesize: each size has its network, and the third row is PCA', async t => {
  const page = await open(t, 'codesize');
  const most = Number(await page.getAttribute(part('size'), 'max')), errors = [];
  for (let n = 0; n <= most; n++) {
    await setRange(page, 'size', n);
    await saying(page, 'size-text', `${2 ** n} for`);
    errors.push(Number((await text(page, 'error')).match(/autoencoder ([\d.]+),/)[1]));
    if (n === 1) await shot(page, 'codesize-2');
  }
  assert.deepEqual(errors, [...errors].sort((a, b) => b - a), 'more numbers, less error');
  await drag(page, 'pad', CIRCLE);
  await shot(page, 'codesize-drawn');
  assert.deepEqual(page.problems, []);
});

test('denoise: draw, spoil, restore', async t => {
  const page = await open(t, 'denoise'), network = await load('denoiser');
  const quality = async () => Object.fromEntries(await Promise.all(['noisy', 'median', 'linear', 'network'].map(
    async name => [name, parseFloat(await text(page, `${name}-quality`))])));
  await drag(page, 'pad', CIRCLE);
  for (const amount of [0.1, 0.5, 0.8]) {
    await setRange(page, 'amount', amount);
    // The page's picture is the network's answer to the page's noisy picture, which a canvas rounds.
    const expected = network.restore(Float32Array.from(await pixels(page, 'noisy')));
    assert(gap(await pixels(page, 'network'), expected) < 0.05);
    const found = await quality();
    t.diagnostic(`σ = ${amount}: ${JSON.stringify(found)}`);
    assert(found.network > found.noisy + (amount > 0.3 ? 5 : 0));
    await shot(page, `denoise-${amount}`);
  }
  for (const kind of ['salt_and_pepper', 'mask_pixels']) {
    await page.selectOption(part('kind'), kind);
    await settle(page);
    t.diagnostic(`${kind}: ${JSON.stringify(await quality())}`);
    assert.match(await text(page, 'warning'), /never met/);
    await shot(page, `denoise-${kind}`);
  }
  assert.deepEqual(page.problems, []);
});

test('denoise: a finger draws on a phone, and the page does not scroll under it', async t => {
  const page = await open(t, 'denoise', { ...PHONE, colorScheme: 'dark' });
  await page.click(part('clear'));
  const at = await boxOf(page, 'pad'), client = await page.context().newCDPSession(page);
  const touch = (type, points) => client.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(point => { const [x, y] = at(point); return { x, y }; }) });
  const scrolled = await page.evaluate(() => scrollY);
  await touch('touchStart', [CIRCLE[0]]);
  for (const point of CIRCLE.slice(1)) await touch('touchMove', [point]);
  await touch('touchEnd', []);
  await settle(page);
  assert.equal(await page.evaluate(() => scrollY), scrolled);
  assert(Math.max(...await pixels(page, 'clean')) > 0.9);
  const { width } = await (await page.$(part('pad'))).boundingBox();
  assert(width >= 140, `a pad of ${width} px`);
  await shot(page, 'denoise-phone-drawn');
  assert.deepEqual(page.problems, []);
});

test('the pad takes digits from the keyboard', async t => {
  for (const name of ['latent', 'codesize', 'denoise', 'sparse', 'anomalies', 'bits']) {
    const page = await open(t, name);
    await page.focus(part('pad'));
    await page.keyboard.press('8');
    await settle(page);
    assert.equal(await page.getAttribute('.frame', 'data-empty'), 'false');
    await page.keyboard.press('Backspace');
    await settle(page);
    assert.equal(await page.getAttribute('.frame', 'data-empty'), 'true');
    assert.deepEqual(page.problems, []);
  }
});

test('sparse: fewer units, less of the picture; the units that are kept light up', async t => {
  const page = await open(t, 'sparse'), quality = [];
  for (const k of [1, 10, 35]) {
    await setRange(page, 'k', k);
    quality.push(parseFloat(await text(page, 'network-quality')));
    const lit = await page.evaluate(() => {
      const canvas = document.querySelector('[data-part=all]');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      return data.filter((value, i) => i % 4 === 3 && value > 60).length;
    });
    assert.equal(lit, k);
  }
  assert(quality[0] < quality[1] && quality[1] < quality[2], `${quality}`);
  await drag(page, 'pad', CIRCLE);
  await shot(page, 'sparse-drawn');
  assert.deepEqual(page.problems, []);
});

test('vae: samples change, β changes network and numbers, a walk has its ends', async t => {
  const page = await open(t, 'vae'), texts = new Set();
  const strip = name => page.$$eval(`${part(name)} canvas`, all => all.map(canvas => canvas.toDataURL()));
  const first = await strip('samples');
  await page.click(part('fresh'));
  await settle(page);
  assert.notDeepEqual(await strip('samples'), first);
  for (const n of [0, 1, 2]) {
    await setRange(page, 'beta', n);
    await saying(page, 'beta-text', `${[1, 10, 30][n]}:`);
    texts.add(await text(page, 'beta-text'));
    await shot(page, `vae-${n}`);
  }
  assert.equal(texts.size, 3);
  await page.selectOption(part('from'), '1');
  await page.selectOption(part('to'), '0');
  await setRange(page, 'place', 1);
  assert(gap(await pixels(page, 'faded'), await pixels(page, 'end')) < 0.01);
  assert.deepEqual(page.problems, []);
});

test('anomalies: more false alarms allowed, more anomalies found, by both', async t => {
  const page = await open(t, 'anomalies');
  const cells = async way => (await page.$$eval(`${part(`${way}-row`)} td`, all => all.map(cell => parseFloat(cell.textContent))));
  for (const way of ['network', 'pca']) {
    await setRange(page, 'allowed', 2);
    const [strict, alarms, found] = await cells(way);
    await setRange(page, 'allowed', 20);
    const [lax, more, rest] = await cells(way);
    assert(lax < strict && more > alarms && rest > found, `${way}: ${[strict, alarms, found, lax, more, rest]}`);
  }
  for (const digit of await page.$$eval(`${part('normal')} option`, all => all.map(option => option.value))) {
    await page.selectOption(part('normal'), digit);
    await setRange(page, 'allowed', 5);
    t.diagnostic(`${digit}: network ${await cells('network')}, PCA ${await cells('pca')}`);
    await shot(page, `anomalies-${digit}`);
  }
  await page.click('.groups button');
  await settle(page);
  assert.deepEqual(page.problems, []);
});

test('bits: a larger step, fewer bits and more zeros; the KLT follows', async t => {
  const page = await open(t, 'bits');
  const bits = async way => parseFloat(await text(page, `${way}-text`));
  const most = Number(await page.getAttribute(part('step'), 'max'));
  let before = Infinity;
  for (const n of [0, Math.floor(most / 2), Math.floor(0.8 * most)]) {
    await setRange(page, 'step', n);
    const mine = await bits('network'), its = await bits('klt');
    assert(mine < before);
    assert(Math.abs(mine - its) < 0.2 * mine + 5, `${mine} and ${its}`);
    before = mine;
    await shot(page, `bits-${n}`);
  }
  await page.uncheck(part('equal'));
  await setRange(page, 'klt-step', most);
  assert(await bits('klt') < 20);
  assert.deepEqual(page.problems, []);
});

test('on a processor four times as slow each network answers within a frame', async t => {
  const page = await open(t, 'latent');
  const names = readdirSync(new URL('models/', pages)).map(file => file.split('.')[0]);
  const measure = () => page.evaluate(async names => {
    const { Network, load } = await import('/demos/network.js');
    const { picture, CORRUPTIONS, randomNumbers } = await import('/demos/pictures.js');
    const { tensors } = await load(new URL('/demos/data/pictures.safetensors.gz', location));
    const pixels = CORRUPTIONS.gaussian(picture(tensors.pixels, 4), 0.3, randomNumbers(1)), found = {};
    for (const name of names) {
      const network = await Network.load(new URL(`/demos/models/${name}.safetensors.gz`, location));
      const parts = Object.keys(network.parts);  // an encoder and a decoder, or the one that there is
      const code = new Float32Array(network.parts.decoder?.[0].kernel.shape[0] ?? 0).fill(0.5);
      const times = Array.from({ length: 81 }, () => {
        const begun = performance.now();
        for (const part of parts) network.compute(part, part === 'decoder' ? code : pixels);
        return performance.now() - begun;
      }).sort((a, b) => a - b);
      found[name] = { fastest: times[0], median: times[40] };
    }
    return found;
  }, names);
  // The browser slows a page by stopping it now and then, as other programs on a busy machine do. So
  // the fastest answer at full speed, times four, is what is asserted; medians are told.
  const full = await measure();
  await (await page.context().newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: 4 });
  const slowed = await measure();
  for (const name of names) {
    t.diagnostic(`${name}: fastest ${full[name].fastest.toFixed(1)}, median ${full[name].median.toFixed(1)}, slowed ${slowed[name].median.toFixed(1)} ms`);
  }
  for (const name of names) assert(4 * full[name].fastest < 16, `${name}: ${full[name].fastest} ms`);
});
