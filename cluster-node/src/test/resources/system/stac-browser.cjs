// Serves STAC Browser, walks through it in Chromium, and prints what each page says.
// node stac-browser.cjs DIST CHROMIUM STAC_URL ITEM CLOUDS SCREENSHOTS
const fs = require('fs');
const http = require('http');
const path = require('path');
const { chromium } = require('playwright-core');

const [dist, executablePath, stac, item, clouds, screenshots] = process.argv.slice(2);
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };

function serve(request, response) {
  const name = new URL(request.url, 'http://here').pathname;
  const file = path.join(dist, name === '/' ? 'index.html' : name);
  fs.readFile(file, (error, bytes) => {
    response.writeHead(error ? 404 : 200, { 'Content-Type': types[path.extname(file)] || 'application/octet-stream' });
    response.end(bytes);
  });
}

async function walk(base) {
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking',
      '--disable-component-update', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  const page = await browser.newPage({ viewport: { width: 1280, height: 1600 }, locale: 'en-US' });
  const errors = [];
  const searches = [];
  page.on('pageerror', error => errors.push(String(error)));
  page.on('request', request => {
    if (request.url().startsWith(`${stac}/search`) && request.method() !== 'OPTIONS') {
      searches.push(`${request.url()} ${request.postData() || ''}`);
    }
  });
  page.on('response', response => {
    if (response.url().startsWith(stac) && response.status() >= 400) {
      errors.push(`${response.status()} ${response.url()}`);
    }
  });
  const external = stac.replace('://', ':/');
  const said = {};

  async function look(name, wait) {
    await wait().catch(async error => {
      await page.screenshot({ path: path.join(screenshots, 'failed.png') });
      throw new Error(`${name}: ${error} ${JSON.stringify({ errors, searches })}`);
    });
    await page.waitForTimeout(500);
    said[name] = await page.locator('body').innerText();
    await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
  }

  await page.goto(`${base}/#/external/${external}`);
  await look('catalog', () => page.getByText('Landsat', { exact: true }).first().waitFor());
  await page.getByText('Landsat', { exact: true }).first().click();
  await look('collection', () => page.getByText(item).first().waitFor());
  await page.getByText(item).first().click();
  await look('item', () => page.getByText('Cloud Cover').first().waitFor());
  await page.goto(`${base}/#/search/external/${external}`);
  await page.getByRole('button', { name: 'Add filter' }).click();
  await page.getByText('Cloud cover, percent').first().click();
  await page.locator('.queryable-row input').fill(clouds);
  await page.getByRole('button', { name: 'Submit' }).click();
  await look('search', () => page.getByText(item).first().waitFor());
  await browser.close();
  return { said, errors, searches };
}

const server = http.createServer(serve).listen(0, '127.0.0.1', async () => {
  try {
    console.log(JSON.stringify(await walk(`http://127.0.0.1:${server.address().port}`)));
    process.exit(0);
  } catch (error) {
    console.error(error);
    process.exit(1);
  }
});
