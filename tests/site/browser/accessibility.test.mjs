// node --test accessibility.test.mjs: asks axe-core about every page, at two widths, light and dark.
// COURSE_PAGES, a regular expression, chooses pages. Of the pages of source code one stands for all.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'node:test';
import { FOLDER, VIEWS, serve, settle, start } from './site.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SERIOUS = ['serious', 'critical'];
const CHOSEN = new RegExp(process.env.COURSE_PAGES ?? '.');

function pages() {
  const all = readdirSync(FOLDER, { recursive: true }).map(name => name.replaceAll('\\', '/'))
    .filter(name => name.endsWith('.html') && !name.startsWith('_static/')).sort();
  const [code] = all.filter(name => name.startsWith('_modules/'));
  return all.filter(name => (!name.startsWith('_modules/') || name === code) && CHOSEN.test(name));
}

/** Ask axe: everything in the first theme, in the second what depends on colours. */
async function faults(page, rules) {
  const options = { resultTypes: ['violations'], preload: false, ...(rules && { runOnly: rules }) };
  const { violations } = await page.evaluate(choice => window.axe.run(document, choice), options);
  return violations.filter(({ impact }) => SERIOUS.includes(impact)).map(({ id, impact, nodes }) =>
    `${impact}: ${id} (${nodes.length}), such as ${nodes[0].html.slice(0, 200)}`);
}

async function look(page, address, themes) {
  await page.emulateMedia({ colorScheme: themes[0] });
  await page.goto(address, { waitUntil: 'load' });
  await settle(page);
  await page.evaluate(AXE);
  const first = await faults(page);
  await page.emulateMedia({ colorScheme: themes[1] });
  const unnamed = await page.evaluate(() => [...document.images].filter(image => !image.alt).map(image => image.src));
  return [...first, ...await faults(page, ['color-contrast']), ...unnamed.map(source => `no text for ${source}`)];
}

const server = await serve();
const browser = await start();
test.after(async () => {
  await browser.close();
  server.close();
});

for (const { width, themes } of VIEWS) {
  const page = await browser.newPage({ viewport: { width, height: 900 } });
  for (const name of pages()) {
    test(`${name} at ${width} px has no serious fault`, async () => {
      assert.deepEqual(await look(page, server.base + name, themes), []);
    });
  }
}
