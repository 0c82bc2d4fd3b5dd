import type { CodegenConfig } from "@graphql-codegen/cli";

// Types of every document in src/, and which types stand behind each interface, from the schema that the platform commits.
const config: CodegenConfig = {
  schema: "../../schema/schema.graphql",
  documents: ["src/*.ts"],
  generates: {
    "src/gql/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: { scalars: { Date: "string", DateTime: "string" }, enumsAsTypes: true, useTypeImports: true },
    },
    "src/gql/possibleTypes.ts": { plugins: ["fragment-matcher"] },
  },
};

export default config;
