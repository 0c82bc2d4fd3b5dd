// What the addresses of the portal lead to, and what it shows where some of it fails, as JSON. node addresses.mjs API
import { browse, searched } from '../../examples/portal/browser.mjs';

const [api] = process.argv.slice(2);

await browse(async (open) => {
  const seen = {};
  const texts = (page, selector) => page.$$eval(selector, (found) => found.map((one) => one.textContent));
  const shown = async (page) => ({
    search: new URL(page.url()).searchParams.get('search'),
    field: await page.$eval('input', (field) => field.value),
    found: await texts(page, '#practices output'),
  });
  const { page, errors } = await open({ api });
  seen.first = { ...await shown(page), language: await page.$eval('html', (root) => root.lang) };

  await page.focus('#practices button');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#practices button:not([aria-disabled])');
  const items = await texts(page, '#practices li strong');
  const focused = await page.evaluate(() => document.activeElement.querySelector('strong')?.textContent);
  seen.more = { count: items.length, place: items.indexOf(focused), hidden: await page.$eval('#practices button', (more) => more.hidden) };

  // At once: a machine that is slow from key to key would search for the first letters too.
  await page.$eval('input', (field) => { field.value = 'plan'; field.dispatchEvent(new Event('input')); });
  await searched(page, 'plan');
  seen.searched = await shown(page);
  await page.goBack();
  await searched(page, null);
  seen.back = await shown(page);
  await page.goForward();
  await searched(page, 'plan');
  await Promise.all([page.waitForNavigation(), page.click('nav a[lang=fr]')]);
  await page.waitForSelector('body[data-ready=yes]');
  seen.french = { ...await shown(page), language: await page.$eval('html', (root) => root.lang) };
  seen.errors = errors;

  const asked = [];
  const watch = (page) => page.on('request', (request) => asked.push(request.url()));
  const elsewhere = await open({ api, language: 'EN' }, 'portal.example', watch);
  seen.elsewhere = {
    asked: asked.some((url) => url.startsWith(api)),
    alerts: await texts(elsewhere.page, '[role=alert]'),
    headings: await texts(elsewhere.page, 'h2'),
  };

  const local = await open({ api: api.replace('127.0.0.1', 'localhost'), language: 'EN' }, 'localhost');
  seen.local = { alerts: await texts(local.page, '[role=alert]'), decision: await texts(local.page, '#decision h3') };

  const refuse = async (page) => {
    await page.setRequestInterception(true);
    page.on('request', (request) => (request.postData()?.includes('Members') ? request.abort() : request.continue()));
  };
  const { page: partly } = await open({ api, language: 'EN' }, '127.0.0.1', refuse);
  seen.partly = { alerts: await texts(partly, '[role=alert]'), decision: await texts(partly, '#decision h3') };
  console.log(JSON.stringify(seen));
});
