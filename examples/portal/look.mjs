// Open the portal in a headless browser, in English and in Arabic, search, and keep what is seen in shots/.
import { createServer } from "node:http";
import { mkdir, readFile } from "node:fs/promises";
import { extname, join } from "node:path";

import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const [api = "http://127.0.0.1:8000/graphql", search = "fict"] = process.argv.slice(2);
const here = import.meta.dirname;
const kinds = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };
const server = createServer(async (request, response) => {
  const name = new URL(request.url, "http://portal").pathname.slice(1) || "index.html";
  try {
    const body = await readFile(join(here, "public", name.replaceAll("..", "")));
    response.writeHead(200, { "content-type": kinds[extname(name)] ?? "text/plain" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, "127.0.0.1");
await new Promise((ready) => server.once("listening", ready));
const { port } = server.address();

const browser = await puppeteer.launch({
  args: [...chromium.args, "--no-sandbox"],
  executablePath: process.env.CHROMIUM ?? (await chromium.executablePath()),
  headless: "shell",
});
try {
  await mkdir(join(here, "shots"), { recursive: true });
  const seen = {};
  for (const language of ["EN", "AR"]) {
    const page = await browser.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.setViewport({ width: 1200, height: 900 });
    await page.goto(`http://127.0.0.1:${port}/?language=${language}&api=${encodeURIComponent(api)}`);
    await page.waitForSelector("body[data-ready=yes]", { timeout: 20_000 });
    while (await page.$("#members button:not([hidden])")) {
      await page.click("#members button");
      await page.waitForNetworkIdle();
    }
    await page.type("input[type=search]", search);
    await page.waitForNetworkIdle();
    await page.screenshot({ path: join(here, "shots", `${language.toLowerCase()}.png`) });
    seen[language] = await page.evaluate(() => ({
      direction: getComputedStyle(document.body).direction,
      title: document.title,
      alert: document.querySelector("[role=alert]")?.textContent ?? null,
      members: [...document.querySelectorAll("#members li strong")].map((item) => item.textContent),
      practices: [...document.querySelectorAll("#practices li strong")].map((item) => item.textContent),
      decision: document.querySelector("#decision h3")?.textContent,
      languages: [...document.querySelectorAll("#decision .languages a")].map((link) => link.textContent),
      tally: [...document.querySelectorAll("#decision .bar")].map((bar) => [bar.dataset.choice, bar.querySelector("meter").value]),
    }));
    seen[language].errors = errors;
    await page.close();
  }
  console.log(JSON.stringify(seen));
} finally {
  await browser.close();
  server.close();
}
