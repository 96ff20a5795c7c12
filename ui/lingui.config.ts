import { defineConfig } from "@lingui/conf";
import { formatter } from "@lingui/format-po";

const issuing = [
  "<rootDir>/src/features/issue",
  "<rootDir>/src/features/edit",
  "<rootDir>/src/features/issued",
  "<rootDir>/src/components/fields",
];

// Two catalogues: what stands around the token form, and the form itself.
export default defineConfig({
  sourceLocale: "en",
  locales: ["en", "ko", "zh"],
  format: formatter({ lineNumbers: false, origins: true }),
  orderBy: "origin",
  catalogs: [
    {
      path: "<rootDir>/src/locales/{locale}/console",
      include: ["<rootDir>/src"],
      exclude: [
        ...issuing.map((folder) => `${folder}/**`),
        "<rootDir>/src/**/*.test.tsx",
        "<rootDir>/src/ipc/**",
      ],
    },
    {
      path: "<rootDir>/src/locales/{locale}/issuing",
      include: issuing,
      exclude: ["<rootDir>/src/**/*.test.tsx"],
    },
  ],
});
