import type { Language } from "./gql/graphql";

type Words = { title: string; members: string; practices: string; search: string; decision: string; yes: string; no: string; abstain: string; nothing: string; adopted: string; notAdopted: string };

export const WORDS: Partial<Record<Language, Words>> & { EN: Words } = {
  EN: {
    title: "International Network of NMIRFs", members: "Members", practices: "Practices", search: "Search practices",
    decision: "A decision", yes: "Yes", no: "No", abstain: "Abstain", nothing: "Nothing was found.", adopted: "Adopted", notAdopted: "Not adopted",
  },
  FR: {
    title: "Réseau International des MNMRS", members: "Membres", practices: "Pratiques", search: "Chercher des pratiques",
    decision: "Une décision", yes: "Oui", no: "Non", abstain: "Abstention", nothing: "Rien n’a été trouvé.", adopted: "Adoptée", notAdopted: "Non adoptée",
  },
  AR: {
    title: "الشبكة الدولية للآليات الوطنية", members: "الأعضاء", practices: "الممارسات", search: "ابحث في الممارسات",
    decision: "قرار", yes: "نعم", no: "لا", abstain: "امتناع", nothing: "لم يُعثر على شيء.", adopted: "اعتُمد", notAdopted: "لم يُعتمد",
  },
};
