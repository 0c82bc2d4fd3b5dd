// Opens the portal in a headless browser: `browse(visit)` calls `visit` with a function that opens it with parameters, and
// with the browser. The host portal.example is this machine too, so that the portal can be of another origin.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const kinds = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript" };

/** Wait until a search is in the address and has been answered. */
export const searched = (page, search) => page.waitForFunction(
  (wanted) => new URLSearchParams(location.search).get("search") === wanted && !document.querySelector("[aria-busy=true]"),
  {},
  search,
);

/** Press "More" in a section and wait until the next page is shown. */
export const grown = async (page, section) => {
  await page.$eval(`${section} button`, (more) => more.click());
  await page.waitForSelector(`${section} button:not([aria-disabled])`);
};

export async function browse(visit) {
  const server = createServer(async (request, response) => {
    const name = new URL(request.url, "http://portal").pathname.slice(1) || "index.html";
    try {
      const body = await readFile(join(import.meta.dirname, "public", name.replaceAll("..", "")));
      response.writeHead(200, { "content-type": kinds[extname(name)] ?? "text/plain" }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await new Promise((ready) => server.once("listening", ready));
  const { port } = server.address();
  const browser = await puppeteer.launch({
    args: [...chromium.args, "--no-sandbox", "--host-resolver-rules=MAP portal.example 127.0.0.1"],
    executablePath: process.env.CHROMIUM ?? (await chromium.executablePath()),
    headless: "shell",
  });
  const open = async (parameters, host = "127.0.0.1", prepare = () => {}) => {
    const page = await browser.newPage();
    const errors = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.setViewport({ width: 1200, height: 900 });
    await prepare(page);
    await page.goto(`http://${host}:${port}/?${new URLSearchParams(parameters)}`);
    await page.waitForSelector("body[data-ready=yes]", { timeout: 20_000 });
    return { page, errors };
  };
  try {
    await visit(open, browser);
  } finally {
    await browser.close();
    server.close();
  }
}
