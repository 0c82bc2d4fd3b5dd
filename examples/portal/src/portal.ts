import { cacheExchange, Client, fetchExchange } from "@urql/core";

import { DECISIONS, MEMBERS, PRACTICES } from "./documents";
import type { Language } from "./gql/graphql";
import { isLanguage, WORDS } from "./words";

const asked = new URLSearchParams(location.search);
const wished = (asked.get("language") ?? "").toUpperCase();
const language: Language = isLanguage(wished) ? wished : "EN";
const words = WORDS[language];
/** The languages in which texts are answered, best first: the page's, then those of Accept-Language. */
const accepted = [language, ...navigator.languages.map((tag) => tag.split("-")[0]?.toUpperCase() ?? "").filter(isLanguage)];
const PAUSE = 250; // milliseconds without a key, after which a search is asked for
const client = new Client({
  url: asked.get("api") ?? "http://127.0.0.1:8000/graphql",
  exchanges: [cacheExchange, fetchExchange],
  preferGetMethod: false,
});

/** An element with a text or with children; what comes from the network only ever becomes text. */
function element(tag: string, content: string | Node[], attributes: Record<string, string> = {}): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (typeof content === "string") made.textContent = content;
  else made.append(...content);
  return made;
}

type Written = { languages: Language[]; originalLanguage: Language };

/** A text that people wrote, in a language of its own where it is not there in the page's. */
function written(tag: string, text: string, { languages, originalLanguage }: Written): HTMLElement {
  const code = accepted.find((one) => languages.includes(one)) ?? originalLanguage;
  return element(tag, text, { lang: code.toLowerCase(), dir: "auto" });
}

/** Where a section says that it could not be loaded. */
const place = (): HTMLElement => element("p", "", { role: "alert" });

/** Ask for what a section shows; where that fails, the section says so and keeps what it has. */
async function tried(alert: HTMLElement, ask: () => Promise<void>): Promise<void> {
  alert.textContent = "";
  try {
    await ask();
  } catch (error) {
    console.error(error);
    alert.textContent = words.failed;
  }
}

/** A link to the same page in another language, by the name that it has for itself. */
function inLanguage(code: Language): HTMLElement {
  const there = new URLSearchParams(asked);
  there.set("language", code);
  const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
  return element("a", name, { href: `?${there.toString()}`, lang: code.toLowerCase(), dir: "auto" });
}

async function members(): Promise<HTMLElement> {
  const heading = element("h2", words.members);
  const list = element("ul", [], { class: "cards" });
  const more = element("button", words.more, { type: "button" });
  const alert = place();
  let after: string | null = null;
  const next = async (): Promise<void> => {
    const { data, error } = await client.query(MEMBERS, { language, after });
    if (!data) throw error;
    const { nodes, pageInfo, totalCount } = data.members;
    heading.textContent = `${words.members} (${totalCount.toLocaleString(language)})`;
    list.append(...nodes.map((member) => element("li", [
      element("strong", member.state.name),
      member.mechanism ? written("span", member.mechanism.name, member.mechanism) : element("span", "—"),
    ])));
    after = pageInfo.endCursor ?? null;
    more.hidden = !pageInfo.hasNextPage;
  };
  more.addEventListener("click", async () => {
    if (more.ariaDisabled) return; // a page is under way; `disabled` would take the focus from whoever presses keys
    more.ariaDisabled = "true";
    await tried(alert, next);
    more.ariaDisabled = null;
  });
  await next();
  return element("section", [heading, list, alert, more], { id: "members" });
}

async function practices(): Promise<HTMLElement> {
  const list = element("ul", []);
  const found = element("output", ""); // screen readers say it whenever it changes
  const field = element("input", "", { type: "search", placeholder: words.search, "aria-label": words.search }) as HTMLInputElement;
  const alert = place();
  const find = async (): Promise<void> => {
    const wanted = field.value;
    const { data, error } = await client.query(PRACTICES, { search: wanted || null, language });
    if (wanted !== field.value) return; // somebody has typed on: this answer is to an earlier question
    if (!data) throw error;
    const { nodes, totalCount } = data.practices;
    found.textContent = totalCount ? `${words.found}: ${totalCount.toLocaleString(language)}` : words.nothing;
    list.replaceChildren(...nodes.map((practice) => element("li", [
      written("strong", practice.title, practice),
      written("p", practice.summary, practice),
      element("small", practice.state.name),
    ])));
  };
  let typed = 0;
  field.addEventListener("input", () => {
    clearTimeout(typed);
    typed = setTimeout(() => void tried(alert, find), PAUSE);
  });
  await find();
  return element("section", [element("h2", words.practices), field, alert, found, list], { id: "practices" });
}

async function decision(): Promise<HTMLElement> {
  const { data, error } = await client.query(DECISIONS, { language });
  if (!data) throw error;
  const [found] = data.decisions.nodes;
  if (!found) return element("section", words.nothing);
  const bar = (name: "yes" | "no" | "abstain"): HTMLElement => element("div", [
    element("span", `${words[name]}: ${(found.tally?.[name] ?? 0).toLocaleString(language)}`),
    element("meter", "", {
      "aria-label": words[name], min: "0", max: String(found.tally?.eligible ?? 1), value: String(found.tally?.[name] ?? 0),
    }),
  ], { class: "bar", "data-choice": name });
  return element("section", [
    element("h2", words.decision),
    written("h3", found.title, found),
    element("p", found.languages.map(inLanguage), { class: "languages" }),
    element("p", `${found.reference} · ${found.tally?.adopted ? words.adopted : words.notAdopted}`),
    ...(found.tally ? [bar("yes"), bar("no"), bar("abstain")] : []),
  ], { id: "decision" });
}

document.documentElement.lang = language.toLowerCase();
document.documentElement.dir = language === "AR" ? "rtl" : "ltr";
document.title = words.title;
try {
  const parts = await Promise.all([members(), practices(), decision()]);
  document.body.replaceChildren(element("header", [element("h1", words.title)]), element("main", parts));
} catch (error) {
  console.error(error);
  document.body.replaceChildren(element("p", words.failed, { role: "alert" }));
}
document.body.dataset["ready"] = "yes";
