import type { CodegenConfig } from "@graphql-codegen/cli";

// Types of every document in src/, and the possible types of each interface, from the committed schema of the platform.
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
