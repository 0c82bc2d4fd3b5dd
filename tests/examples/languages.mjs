// In which language the portal says that its decision is written, where the browser names several. As JSON.
// node languages.mjs API LANGUAGES
import { browse } from '../../examples/portal/browser.mjs';

const [api, languages] = process.argv.slice(2);

await browse(async (open, browser) => {
  const userAgent = await browser.userAgent();
  const speak = async (page) => {
    const session = await page.createCDPSession();
    await session.send('Emulation.setUserAgentOverride', { userAgent, acceptLanguage: languages });
  };
  const { page } = await open({ api }, '127.0.0.1', speak);
  const seen = await page.$eval('#decision h3', (title) => ({ title: title.textContent, lang: title.lang }));
  console.log(JSON.stringify({ ...seen, named: await page.evaluate(() => navigator.languages.join()) }));
});
