// What the portal shows where somebody presses "More" and types at the same moment, as JSON. node typing.mjs API
import { browse, searched } from '../../examples/portal/browser.mjs';

const [api] = process.argv.slice(2);
const SLOW = 900; // milliseconds: longer than a search takes from its last key to its answer

await browse(async (open) => {
  const { page, errors } = await open({ api, language: 'EN' });
  await page.setRequestInterception(true);
  const isLaterPage = (request) => /"after":"/.test(request.postData() ?? '');
  page.on('request', (request) => setTimeout(() => request.continue(), isLaterPage(request) ? SLOW : 0));
  const shown = () => page.evaluate(() => ({
    alerts: [...document.querySelectorAll('[role=alert]')].map((alert) => alert.textContent).join(''),
    practices: [...document.querySelectorAll('#practices li strong')].map((title) => title.textContent),
    more: !document.querySelector('#practices button').hidden,
  }));
  /** One after the other, in one turn: nobody is slower than the pause after which a search is asked for. */
  const act = (...acts) => page.evaluate((acts) => {
    const field = document.querySelector('#practices input');
    const more = document.querySelector('#practices button');
    for (const act of acts) {
      if (act === 'more') {
        if (!more.hidden) more.click();
      } else {
        field.value = act.text;
        field.dispatchEvent(new Event('input'));
      }
    }
  }, acts);
  /** Until this has been searched for, and every later page that was asked for has come. */
  const settled = async (search) => {
    await searched(page, search);
    await page.waitForNetworkIdle();
  };
  const seen = { errors };

  await act({ text: 'plan' }, 'more');
  await settled('plan');
  seen.pressedAfterAKey = await shown();

  await act({ text: '' });
  await settled(null);
  seen.all = await shown();

  await act('more', { text: 'plan' });
  await settled('plan');
  seen.pressedBeforeAKey = await shown();

  console.log(JSON.stringify(seen));
});
