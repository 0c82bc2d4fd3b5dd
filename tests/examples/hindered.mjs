// What the portal shows where its network is slow or fails, as JSON. node hindered.mjs API
import { browse, searched } from '../../examples/portal/browser.mjs';

const [api] = process.argv.slice(2);
const SLOW = 300;

await browse(async (open) => {
  const { page, errors } = await open({ api, language: 'FR' });
  let pass = (request) => request.continue();
  await page.setRequestInterception(true);
  page.on('request', (request) => pass(request));
  const texts = (selector) => page.$$eval(selector, (found) => found.map((one) => one.textContent));
  const seen = { errors };

  pass = (request) => setTimeout(() => request.continue(), SLOW);
  await page.$eval('#members button', (more) => { more.click(); more.click(); });
  await page.waitForSelector('#members button:not([aria-disabled])');
  await page.waitForNetworkIdle();
  seen.members = await texts('#members li strong');

  seen.practices = await texts('#practices li strong');
  let asked = 0;
  pass = (request) => { asked += 1; request.abort(); };
  await page.type('input[type=search]', 'zzz');
  await searched(page, 'zzz');
  seen.failed = { asked, alerts: await texts('[role=alert]'), members: await texts('#members li strong') };
  seen.failed.practices = await texts('#practices li strong');

  pass = (request) => request.continue();
  await page.type('input[type=search]', 'z');
  await searched(page, 'zzzz');
  seen.mended = { alerts: await texts('[role=alert]'), found: await texts('#practices output, #practices li') };

  console.log(JSON.stringify(seen));
});
