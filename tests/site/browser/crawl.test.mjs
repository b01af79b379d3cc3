// node --test crawl.test.mjs: follows every link from the landing page, at two widths, light and dark.
// The wide page is opened in the light theme and then made dark, the narrow one the other way round.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { FOLDER, VIEWS, serve, settle, start } from './site.mjs';

const LIMITS = { 'index.html': 500_000, 'course/': 1_500_000 }; // bytes of a page with all that it loads

const problems = { outside: [], console: [], broken: [], overflow: [], links: [], weight: [] };
const weights = {};
const seen = new Set(['index.html']);
const todo = ['index.html'];
const anchors = [];
const ids = new Map();
let base;

function watch(page, name) {
  const bodies = [];
  page.on('console', message => message.type() === 'error' && problems.console.push(`${name}: ${message.text()}`));
  page.on('pageerror', error => problems.console.push(`${name}: ${error}`));
  page.on('response', response => {
    if (response.status() >= 400) problems.broken.push(`${name}: ${response.status()} ${response.url()}`);
    else bodies.push(response.body().then(body => body.length, () => 0));
  });
  return async () => (await Promise.all(bodies)).reduce((sum, length) => sum + length, 0);
}

/** What is on a page: read inside the browser. */
const look = () => ({
  overflow: document.documentElement.scrollWidth - window.innerWidth,
  broken: [...document.images].filter(image => !image.naturalWidth).map(image => image.src),
  links: [...document.links].map(link => link.href),
  ids: [...document.querySelectorAll('[id], a[name]')].map(element => element.id || element.name),
});

function follow(name, links) {
  for (const link of links.filter(address => address.startsWith(base))) {
    const [target, anchor] = link.slice(base.length).split('#');
    const file = (target.split('?')[0] || 'index.html').replace(/\/$/, '/index.html');
    if (anchor) anchors.push([name, file, decodeURIComponent(anchor)]);
    if (file.endsWith('.html') && !seen.has(file)) {
      seen.add(file);
      todo.push(file);
    }
  }
}

async function visit(page, file, { width, themes }) {
  const name = theme => `${file} (${width} px, ${theme})`;
  await page.emulateMedia({ colorScheme: themes[0] });
  const bytes = watch(page, name(themes[0]));
  const response = await page.goto(base + file, { waitUntil: 'load' });
  if (!response.ok()) {
    problems.links.push(`dead link: ${file}`);
    return;
  }
  await settle(page);
  const found = await page.evaluate(look);
  if (found.overflow > 0) problems.overflow.push(`${name(themes[0])}: ${found.overflow} px`);
  problems.broken.push(...found.broken.map(image => `${name(themes[0])}: ${image}`));
  if (width === VIEWS[0].width) {
    ids.set(file, new Set(found.ids));
    follow(file, found.links);
    weights[file] = await bytes();
  }
  await page.emulateMedia({ colorScheme: themes[1] });
  await page.waitForTimeout(50);
  page.removeAllListeners();
}

function judge() {
  for (const [from, to, id] of anchors) {
    if (ids.has(to) && !ids.get(to).has(id)) problems.links.push(`${from}: dead anchor ${to}#${id}`);
  }
  for (const [file, bytes] of Object.entries(weights)) {
    const limit = Object.entries(LIMITS).find(([start]) => file.startsWith(start))?.[1];
    if (limit && bytes > limit) problems.weight.push(`${file}: ${bytes} of ${limit} bytes`);
  }
}

/** Write down what was found so far, if COURSE_CRAWL names a file. */
function report() {
  if (!process.env.COURSE_CRAWL) return;
  const text = JSON.stringify({ folder: FOLDER, weights, problems }, null, 1);
  writeFileSync(path.resolve(process.env.COURSE_CRAWL), text);
}

test.before(async () => {
  const server = await serve();
  base = server.base;
  const browser = await start();
  const pages = [];
  for (const view of VIEWS) {
    const context = await browser.newContext({ viewport: { width: view.width, height: 900 } });
    await context.route(address => !address.href.startsWith(base) && address.protocol !== 'data:', route => {
      problems.outside.push(route.request().url());
      return route.abort();
    });
    pages.push([await context.newPage(), view]);
  }
  while (todo.length) {
    const file = todo.shift();
    for (const [page, view] of pages) await visit(page, file, view);
    report();
  }
  await browser.close();
  server.close();
  judge();
  report();
});

const none = (kind, sentence) => test(sentence, () => assert.deepEqual(problems[kind], []));
test('the crawl saw the site', () => assert(seen.size > 20, [...seen].join(' ')));
none('outside', 'no page asks another host for anything');
none('console', 'no page says an error in the console');
none('broken', 'no image or file is missing');
none('links', 'no link and no anchor leads nowhere');
none('overflow', 'no page is wider than the screen');
none('weight', 'the landing page and the lectures are no larger than they may be');
