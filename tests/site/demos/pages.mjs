// A server for the tests: the files of docs/demos, and for each demo a bare page with its figure.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';

const folder = new URL('../../../docs/demos/', import.meta.url);
const TYPES = { '.js': 'text/javascript', '.css': 'text/css', '.html': 'text/html', '.gz': 'application/gzip' };
// The site's theme names its colours like this, and switches them by an attribute of the body.
const LIGHT = `--color-background-primary: #fff; --color-foreground-primary: #000; --color-foreground-secondary: #5a5c63;
  --color-background-border: #eeebee; --color-brand-content: #2757dd;`;
const DARK = `--color-background-primary: #131416; --color-foreground-primary: #cfd0d0; --color-foreground-secondary: #9ca0a5;
  --color-background-border: #303335; --color-brand-content: #5ca5ff;`;

const page = (name, figure) => `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">
<style>body { ${LIGHT} margin: 0; font: 16px/1.5 sans-serif; background: var(--color-background-primary); color: var(--color-foreground-primary); }
@media (prefers-color-scheme: dark) { body:not([data-theme=light]) { ${DARK} } }
body[data-theme=dark] { ${DARK} } main { max-width: 46rem; margin: 0 auto; padding: 0 1rem; }
@media (prefers-color-scheme: dark) { body { color-scheme: dark; } } *, ::after { box-sizing: border-box; }</style></head>
<body data-theme="auto"><main><h1>${name}</h1>${figure}</main>
<link rel="stylesheet" href="/demos/demo.css"><script type="module" src="/demos/${name}.js"></script></body></html>`;

/** Start the server: {url, close}; a page is at url + name. */
export async function serve() {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://host').pathname);
    try {
      const isFile = path.startsWith('/demos/');
      const name = path.slice(isFile ? 7 : 1);
      const body = isFile ? await readFile(new URL(name, folder)) : page(name, await readFile(new URL(`${name}.html`, folder), 'utf8'));
      response.setHeader('Content-Type', isFile ? TYPES[extname(name)] ?? 'application/octet-stream' : TYPES['.html']);
      response.end(body);
    } catch {
      response.statusCode = 404;
      response.end('not found');
    }
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() };
}
