// Follows two links to queries, one after the other in one tab; prints which of them GraphiQL shows. node links.mjs API
import { browse } from '../../examples/portal/browser.mjs';

const [api] = process.argv.slice(2);

await browse(async (_, browser) => {
  const page = await browser.newPage();
  const shown = [];
  for (const name of ['first', 'second']) {
    await page.goto(`${api}#query={${name}:network{name}}`);
    const shows = (name) => document.querySelector('.graphiql-query-editor')?.textContent.includes(`{${name}:`);
    await page.waitForFunction(shows, { timeout: 5_000 }, name).then(() => shown.push(name), () => {});
  }
  console.log(JSON.stringify(shown));
});
