import type { Language } from "./gql/graphql";

type Name = "title" | "languages" | "members" | "practices" | "search" | "more" | "decision" | "yes" | "no" | "abstain" | "found" | "nothing" | "failed" | "adopted" | "notAdopted";
type Words = Record<Name, string>;

export const isLanguage = (code: string): code is Language => code in WORDS;

export const WORDS: Record<Language, Words> = {
  EN: {
    title: "International Network of NMIRFs", languages: "Languages", members: "Members", practices: "Practices", search: "Search practices", more: "More",
    decision: "A decision", yes: "Yes", no: "No", abstain: "Abstain",
    found: "Found", nothing: "Nothing was found.", failed: "That could not be loaded. Try again in a moment.",
    adopted: "Adopted", notAdopted: "Not adopted",
  },
  FR: {
    title: "Réseau International des MNMRS", languages: "Langues", members: "Membres", practices: "Pratiques", search: "Chercher des pratiques", more: "Suite",
    decision: "Une décision", yes: "Oui", no: "Non", abstain: "Abstention",
    found: "Résultats", nothing: "Rien n’a été trouvé.", failed: "Le chargement a échoué. Réessayez dans un instant.",
    adopted: "Adoptée", notAdopted: "Non adoptée",
  },
  AR: {
    title: "الشبكة الدولية للآليات الوطنية", languages: "اللغات", members: "الأعضاء", practices: "الممارسات", search: "ابحث في الممارسات", more: "المزيد",
    decision: "قرار", yes: "نعم", no: "لا", abstain: "امتناع",
    found: "النتائج", nothing: "لم يُعثر على شيء.", failed: "تعذّر التحميل. أعد المحاولة بعد لحظات.",
    adopted: "اعتُمد", notAdopted: "لم يُعتمد",
  },
  ES: {
    title: "Red Internacional de MNIIS", languages: "Idiomas", members: "Miembros", practices: "Prácticas", search: "Buscar prácticas", more: "Más",
    decision: "Una decisión", yes: "Sí", no: "No", abstain: "Abstención",
    found: "Resultados", nothing: "No se encontró nada.", failed: "No se pudo cargar. Inténtelo de nuevo en un momento.",
    adopted: "Aprobada", notAdopted: "No aprobada",
  },
  RU: {
    title: "Международная сеть национальных механизмов", languages: "Языки", members: "Члены", practices: "Практики", search: "Искать практики", more: "Ещё",
    decision: "Решение", yes: "За", no: "Против", abstain: "Воздержались",
    found: "Найдено", nothing: "Ничего не найдено.", failed: "Не удалось загрузить. Попробуйте ещё раз немного позже.",
    adopted: "Принято", notAdopted: "Не принято",
  },
  ZH: {
    title: "国家机制国际网络", languages: "语言", members: "成员", practices: "做法", search: "搜索做法", more: "更多",
    decision: "一项决定", yes: "赞成", no: "反对", abstain: "弃权",
    found: "结果", nothing: "未找到任何内容。", failed: "加载失败，请稍后重试。",
    adopted: "已通过", notAdopted: "未通过",
  },
};
