// A server for the built site, and the browser that looks at it.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript',
  '.css': 'text/css', '.svg': 'image/svg+xml', '.png': 'image/png', '.json': 'application/json',
  '.woff2': 'font/woff2',
};
const BROWSERS = [
  '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
];

/** How pages are looked at: opened in the first theme, then changed to the second. */
export const VIEWS = [{ width: 1280, themes: ['light', 'dark'] }, { width: 390, themes: ['dark', 'light'] }];

/** Where the site lies: COURSE_SITE, else build/site. */
export const FOLDER = path.resolve(process.env.COURSE_SITE ?? 'build/site');

/** Serve a folder on a free port of this machine; returns its address and a function that ends it. */
export async function serve(folder = FOLDER) {
  const server = createServer(async (request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = path.join(folder, name.endsWith('/') ? `${name}index.html` : name);
    try {
      if (!file.startsWith(folder)) throw new Error('outside');
      const body = await readFile(file);
      response.writeHead(200, { 'Content-Type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise(ready => server.listen(0, '127.0.0.1', ready));
  return { base: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}

/** Start Chromium: the one that CHROMIUM names, else the first that is there. */
export async function start() {
  const executablePath = process.env.CHROMIUM ?? BROWSERS.find(existsSync);
  if (!executablePath) throw new Error('no Chromium; name one with CHROMIUM=/path');
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-background-networking'] });
}

/** Load images that wait until they are scrolled to, and wait for all that is on its way. */
export async function settle(page) {
  await page.evaluate(() => Promise.all([...document.images].map(image => {
    image.loading = 'eager';
    return image.complete || new Promise(done => { image.onload = image.onerror = done; });
  })));
  await page.waitForLoadState('networkidle');
}
