import { serve, start } from './site.mjs';
const out = process.argv[2]; const pages = process.argv.slice(3);
const { base, close } = await serve(); const b = await start();
for (const w of [1280, 390]) {
  const c = await b.newContext({ viewport: { width: w, height: w === 390 ? 844 : 900 } }); const p = await c.newPage();
  for (const f of pages) {
    const [file, hash] = f.split('@');
    await p.goto(base + file, { waitUntil: 'load' });
    if (hash) await p.evaluate(y => scrollTo({ top: +y, behavior: 'instant' }), hash);
    for (const t of ['light', 'dark']) {
      await p.emulateMedia({ colorScheme: t }); await p.waitForTimeout(150);
      await p.screenshot({ path: `${out}/${file.replaceAll('/', '_').replace('.html','').replace(/\?.*/,'')}${hash ?? ''}_${w}_${t}.png` });
    }
  }
}
await b.close(); close();
