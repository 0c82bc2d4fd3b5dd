import { cacheExchange, Client, fetchExchange } from "@urql/core";

import { LATEST_VOTE, MEMBERS, PRACTICES } from "./documents";
import type { Language } from "./gql/graphql";
import { isLanguage, WORDS } from "./words";

const parameters = new URLSearchParams(location.search);
const languagesOf = (tags: readonly string[]) => tags.map((tag) => tag.split("-")[0]?.toUpperCase() ?? "").filter(isLanguage);
/** The browser's languages, which it sends as Accept-Language: the platform reads the first three. */
const preferred = [...new Set(languagesOf(navigator.languages))].slice(0, 3);
/** The languages in which texts are answered, best first: the page's, then the browser's. */
const accepted = [...languagesOf([parameters.get("language") ?? ""]), ...preferred];
const language = accepted[0] ?? "EN";
const words = WORDS[language];
const PAUSE = 250; // milliseconds without a key before a search is sent
/** On this machine, another platform can be chosen: elsewhere any link could fill the page with its own content. */
const localApi = ["127.0.0.1", "localhost"].includes(location.hostname) ? parameters.get("api") : null;
const client = new Client({
  url: localApi ?? document.querySelector<HTMLMetaElement>("meta[name=api]")?.content ?? "/graphql",
  exchanges: [cacheExchange, fetchExchange],
  preferGetMethod: false,
});

/** An element with a text or with children; anything from the network only ever becomes text. */
function element(tag: string, content: string | Node[], attributes: Record<string, string> = {}): HTMLElement {
  const created = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) created.setAttribute(name, value);
  if (typeof content === "string") created.textContent = content;
  else created.append(...content);
  return created;
}

type Languages = { languages: Language[]; originalLanguage: Language };

/** A text from the platform, marked with its own language if it does not exist in that of the page. */
function textElement(tag: string, text: string, { languages, originalLanguage }: Languages): HTMLElement {
  const code = accepted.find((one) => languages.includes(one)) ?? originalLanguage;
  return element(tag, text, { lang: code.toLowerCase(), dir: "auto" });
}

/** Links to this page in each language, with the native name of the language. */
function languageLinks(): HTMLElement[] {
  return Object.keys(WORDS).map((code) => {
    const target = new URLSearchParams(location.search);
    target.set("language", code);
    const name = new Intl.DisplayNames([code], { type: "language" }).of(code) ?? code;
    const current = String(code === language);
    return element("a", name, { href: `?${target}`, lang: code.toLowerCase(), dir: "auto", "aria-current": current });
  });
}

/** A part of the page, and the function that fills it. */
type Section = { section: HTMLElement; load: () => Promise<void> };

/** An empty element for the message that a section could not be loaded. */
const alertElement = (): HTMLElement => element("p", "", { role: "alert" });

/** Load the content of a section; if that fails, the section says so and keeps what it has. */
async function loadSection(alert: HTMLElement, load: () => Promise<void>): Promise<void> {
  const section = alert.closest("section");
  alert.textContent = "";
  if (section) section.ariaBusy = "true";
  try {
    await load();
  } catch (error) {
    console.error(error);
    alert.textContent = words.failed;
  }
  if (section) section.ariaBusy = "false";
}

type Page = { items: HTMLElement[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };

/** Requests the page after a cursor; null if its answer is no longer needed. */
type Ask = (after: string | null, needed: () => boolean) => Promise<Page | null>;

/** A list that grows. renew: drop answers under way, because the query changes; load: request the first page. */
function growingList(alert: HTMLElement, ask: Ask) {
  const list = element("ul", []);
  const more = element("button", words.more, { type: "button", hidden: "" });
  let end: string | null = null;
  let round = 0;
  const renew = (): void => {
    round += 1;
    end = null;
    more.hidden = true;
  };
  const show = async (after: string | null): Promise<void> => {
    if (after === null) renew();
    const begun = round;
    const page = await ask(after, () => begun === round);
    if (!page) return;
    if (after === null) list.replaceChildren();
    list.append(...page.items);
    end = page.pageInfo.endCursor ?? null;
    more.hidden = !page.pageInfo.hasNextPage;
    const [first] = page.items;
    if (after === null || !first) return;
    first.tabIndex = -1; // the button may be gone: continue reading here
    first.focus();
  };
  more.addEventListener("click", async () => {
    if (more.ariaDisabled) return; // a page is being loaded; `disabled` would take away the focus
    more.ariaDisabled = "true";
    await loadSection(alert, () => show(end));
    more.ariaDisabled = null;
  });
  return { list, more, renew, load: () => loadSection(alert, () => show(null)) };
}

function members(): Section {
  const heading = element("h2", words.members);
  const alert = alertElement();
  const { list, more, load } = growingList(alert, async (after) => {
    const { data, error } = await client.query(MEMBERS, { language, after });
    if (!data) throw error;
    const { nodes, pageInfo, totalCount } = data.members;
    heading.textContent = `${words.members} (${totalCount.toLocaleString(language)})`;
    const items = nodes.map((member) => element("li", [
      element("strong", member.state.name),
      member.mechanism ? textElement("span", member.mechanism.name, member.mechanism) : element("span", "—"),
    ]));
    return { items, pageInfo };
  });
  return { section: element("section", [heading, list, alert, more], { id: "members" }), load };
}

function practices(languages: HTMLElement): Section {
  const found = element("output", ""); // screen readers announce its changes
  const field = element("input", "", { type: "search", placeholder: words.search, "aria-label": words.search }) as HTMLInputElement;
  const alert = alertElement();
  const { list, more, renew, load } = growingList(alert, async (after, needed) => {
    const { data, error } = await client.query(PRACTICES, { search: field.value || null, language, after });
    if (!needed()) return null; // the text has changed: this is the answer to an earlier search
    if (!data) throw error;
    const { nodes, pageInfo, totalCount } = data.practices;
    found.textContent = totalCount ? `${words.found}: ${totalCount.toLocaleString(language)}` : words.nothing;
    const items = nodes.map((practice) => element("li", [
      textElement("strong", practice.title, practice),
      textElement("p", practice.summary, practice),
      element("small", practice.state.name),
    ]));
    return { items, pageInfo };
  });
  const fromAddress = (): void => {
    field.value = new URLSearchParams(location.search).get("search") ?? "";
    languages.replaceChildren(...languageLinks());
  };
  const toAddress = (): void => {
    const target = new URLSearchParams(location.search);
    if (field.value) target.set("search", field.value);
    else target.delete("search");
    history.pushState(null, "", `?${target}`);
    languages.replaceChildren(...languageLinks());
  };
  let typed = 0;
  field.addEventListener("input", () => {
    renew();
    clearTimeout(typed);
    typed = setTimeout(() => { toAddress(); void load(); }, PAUSE);
  });
  addEventListener("popstate", () => {
    clearTimeout(typed);
    fromAddress();
    void load();
  });
  fromAddress();
  const heading = element("h2", words.practices);
  return { section: element("section", [heading, field, alert, found, list, more], { id: "practices" }), load };
}

function latestVote(): Section {
  const shown = element("div", []);
  const alert = alertElement();
  const load = async (): Promise<void> => {
    const { data, error } = await client.query(LATEST_VOTE, { language });
    if (!data) throw error;
    const [found] = data.decisions.nodes;
    if (!found) return shown.replaceChildren(words.nothing);
    const { tally } = found;
    const bars = (["yes", "no", "abstain"] as const).map((name) => element("div", [
      element("span", `${words[name]}: ${(tally?.[name] ?? 0).toLocaleString(language)}`),
      element("meter", "", {
        "aria-label": words[name], min: "0", max: String(tally?.eligible ?? 1), value: String(tally?.[name] ?? 0),
      }),
    ], { class: "bar", "data-choice": name }));
    shown.replaceChildren(
      textElement("h3", found.title, found),
      element("p", `${found.reference} · ${tally?.adopted ? words.adopted : words.notAdopted}`),
      ...(tally ? bars : []),
      element("div", [textElement("p", found.text, found)], { class: "text" }),
    );
  };
  const heading = element("h2", words.decision);
  return { section: element("section", [heading, alert, shown], { id: "decision" }), load: () => loadSection(alert, load) };
}

document.documentElement.lang = language.toLowerCase();
document.documentElement.dir = language === "AR" ? "rtl" : "ltr";
document.title = words.title;
const languages = element("nav", [], { "aria-label": words.languages });
const sections = [members(), practices(languages), latestVote()];
document.body.replaceChildren(
  element("header", [element("h1", words.title), languages]),
  element("main", sections.map(({ section }) => section)),
);
await Promise.all(sections.map(({ load }) => load()));
document.body.dataset["ready"] = "yes";
