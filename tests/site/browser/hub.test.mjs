// The form of "For your hub": the link that it makes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { pullLink } from '../../../docs/_static/hub.js';
import { serve, start } from './site.mjs';

const EXPECTED = 'https://hub.example.edu/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fa%2Fb'
  + '&branch=main&urlpath=lab%2Ftree%2Fb%2Fexercises%2F01_vanilla%2F01_vanilla.ipynb';
const FIELDS = {
  hub: 'https://hub.example.edu/', repository: 'https://github.com/a/b.git', branch: 'main',
  path: 'exercises/01_vanilla/01_vanilla.ipynb',
};

test('a link names repository, branch and notebook', () => assert.equal(pullLink(FIELDS), EXPECTED));

test('the form shows the link as soon as it is filled in', async () => {
  const { base, close } = await serve();
  const browser = await start();
  const page = await browser.newPage();
  await page.goto(`${base}docs/hub.html`);
  const link = '[data-part=hub-form] output a';
  await page.fill('[name=repository]', FIELDS.repository);
  assert.equal(await page.locator(link).count(), 0);
  await page.fill('[name=hub]', FIELDS.hub);
  await page.selectOption('[name=path]', FIELDS.path);
  assert.equal(await page.locator(link).getAttribute('href'), EXPECTED);
  await browser.close();
  close();
});
