// What GraphiQL is to people with a keyboard, a phone, no JavaScript or a wrong token, as JSON. node graphiql.mjs API
import { browse } from '../../examples/portal/browser.mjs';

const [api] = process.argv.slice(2);
const editor = '.graphiql-query-editor .CodeMirror';

const opened = async (browser, width) => {
  const page = await browser.newPage();
  await page.setViewport({ width, height: 700 });
  await page.goto(api);
  await page.waitForSelector(editor);
  await page.waitForFunction(() => document.querySelectorAll('.CodeMirror textarea[aria-label]').length === 4);
  return page;
};
const write = (page, selector, text) => page.$eval(selector, (found, text) => found.CodeMirror.setValue(text), text);
const written = (page, selector) => page.$eval(selector, (found) => found.CodeMirror.getValue());

const keyboard = async (page) => {
  const before = await written(page, editor);
  await page.focus(`${editor} textarea`);
  const focused = () => page.evaluate(() => document.activeElement.matches('textarea') ? document.activeElement.ariaLabel : '');
  const passed = [await focused()];
  for (const _ of Array(16)) {
    await page.keyboard.press('Tab');
    passed.push(await focused());
  }
  await page.focus(`${editor} textarea`);
  await page.keyboard.down('Shift');
  await page.keyboard.press('Tab');
  await page.keyboard.up('Shift');
  return { passed, back: await focused(), unchanged: before === await written(page, editor) };
};

const completed = async (page) => {
  await write(page, editor, '{  }');
  await page.focus(`${editor} textarea`);
  await page.$eval(editor, (found) => found.CodeMirror.setCursor(0, 2));
  await page.keyboard.type('netwo');
  await page.waitForSelector('.CodeMirror-hints');
  await page.keyboard.press('Tab');
  return written(page, editor);
};

const phone = (page) => page.evaluate(() => {
  const of = (selector) => document.querySelector(selector).getBoundingClientRect();
  const [asked, answer] = [of('.graphiql-query-editor'), of('.result-window')];
  return { width: answer.width, height: answer.height, below: asked.bottom <= answer.top, wide: document.body.scrollWidth };
});

const scriptless = async (browser) => {
  const page = await browser.newPage();
  await page.setJavaScriptEnabled(false);
  await page.goto(api);
  const links = await page.$$eval('main a', (found) => found.map((link) => link.getAttribute('href')));
  return { text: await page.$eval('main', (main) => main.innerText), links };
};

const refused = async (page) => {
  await write(page, editor, 'subscription Heard { journalAppended { sequence } }');
  await write(page, '.graphiql-editor-tool > :nth-child(2) .CodeMirror', '{"authorization": "Bearer nmirf_unknown_token"}');
  await page.waitForFunction(() => localStorage['graphiql:tabState']?.includes('"operationName":"Heard"'));
  await page.click('.graphiql-execute-button');
  await page.waitForFunction(() => document.querySelector('.result-window .CodeMirror').CodeMirror.getValue(), { timeout: 15_000 });
  return JSON.parse(await written(page, '.result-window .CodeMirror'));
};

await browse(async (_, browser) => {
  const page = await opened(browser, 1280);
  const seen = { comment: (await written(page, editor)).split('\n').filter((line) => line.startsWith('#')) };
  seen.headings = await page.$$eval('main h1', (found) => found.map((heading) => heading.textContent));
  seen.keyboard = await keyboard(page);
  seen.completed = await completed(page);
  seen.phone = await phone(await opened(browser, 375));
  seen.scriptless = await scriptless(browser);
  seen.refused = await refused(await opened(browser, 1280)).catch(String);
  console.log(JSON.stringify(seen));
});
