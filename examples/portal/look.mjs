// Open the portal in a headless browser, in English and in Arabic, search, and save screenshots in shots/.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

import { browse, grown, searched } from "./browser.mjs";

const [api = "http://127.0.0.1:8000/graphql", search = "fict"] = process.argv.slice(2);
const shots = join(import.meta.dirname, "shots");

await mkdir(shots, { recursive: true });
await browse(async (open) => {
  const seen = {};
  for (const language of ["EN", "AR"]) {
    const { page, errors } = await open({ api, language });
    while (await page.$("#members button:not([hidden])")) await grown(page, "#members");
    await page.type("input[type=search]", search);
    await searched(page, search);
    await page.screenshot({ path: join(shots, `${language.toLowerCase()}.png`) });
    seen[language] = await page.evaluate(() => ({
      direction: getComputedStyle(document.body).direction,
      title: document.title,
      alert: [...document.querySelectorAll("[role=alert]")].map((alert) => alert.textContent).join(""),
      members: [...document.querySelectorAll("#members li strong")].map((item) => item.textContent),
      practices: [...document.querySelectorAll("#practices li strong")].map((item) => item.textContent),
      decision: document.querySelector("#decision h3")?.textContent,
      text: document.querySelector("#decision .text")?.textContent,
      languages: [...document.querySelectorAll("header nav a")].map((link) => link.textContent),
      found: document.querySelector("#practices output").textContent,
      lang: ["#practices strong", "#decision h3"].map((text) => document.querySelector(text)?.lang),
      tally: [...document.querySelectorAll("#decision meter")].map((meter) => [meter.ariaLabel, meter.value]),
    }));
    await page.setViewport({ width: 320, height: 640 });
    seen[language].wide = await page.evaluate(() => document.documentElement.scrollWidth);
    seen[language].errors = errors;
    await page.close();
  }
  console.log(JSON.stringify(seen));
});
