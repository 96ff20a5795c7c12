import js from "@eslint/js";
import { createNodeResolver, importX } from "eslint-plugin-import-x";
import jsxA11y from "eslint-plugin-jsx-a11y";
import lingui from "eslint-plugin-lingui";
import reactHooks from "eslint-plugin-react-hooks";
import globals from "globals";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

const features = readdirSync(new URL("src/features", import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

// One-way: app → features → session → components → format, messages → ipc.
const zone = (target, from, message) => ({
  target: `./src/${target}`,
  from: from.map((one) => `./src/${one}`),
  message,
});

export default tseslint.config(
  { ignores: ["dist", "src/ipc/generated", "src/locales"] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  reactHooks.configs.flat["recommended-latest"],
  jsxA11y.flatConfigs.recommended,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ["*.js", "scripts/*.mjs"] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    plugins: { "import-x": importX },
    settings: { "import-x/resolver-next": [createNodeResolver({ extensions: [".ts", ".tsx", ".js"] })] },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/dot-notation": "off",
      "@typescript-eslint/switch-exhaustiveness-check": [
        "error",
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A fault is a plain object on purpose: it crosses from Rust.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/only-throw-error": "off",
      "jsx-a11y/no-autofocus": "off", // a dialog chooses where the focus starts
      "no-restricted-globals": [
        "error",
        {
          name: "navigator",
          message: "navigator.language lies under LANG=C; shortcut.ts is the one exception.",
        },
      ],
      "import-x/no-cycle": "error",
      "import-x/no-restricted-paths": [
        "error",
        {
          zones: [
            zone(
              "ipc",
              ["app", "features", "session", "components", "format", "messages", "theme"],
              "ipc knows nobody.",
            ),
            zone(
              "messages",
              ["app", "features", "session", "components"],
              "Messages know only formats and wire types.",
            ),
            zone("components", ["app", "features"], "Components know no feature."),
            zone("session", ["app", "features"], "The session knows no feature."),
            zone("features", ["app"], "Features are put together in app."),
            ...features.map((name) => ({
              target: `./src/features/${name}`,
              from: "./src/features",
              except: [`./${name}`],
              message: "Features do not import each other.",
            })),
          ],
        },
      ],
      "no-restricted-imports": [
        "error",
        { patterns: [{ group: ["@tauri-apps/*"], message: "Only src/ipc speaks with Tauri." }] },
      ],
      "no-restricted-syntax": [
        "error",
        { selector: "ExportAllDeclaration", message: "No barrels: import from the file itself." },
        {
          selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
          message: "The content policy forbids it.",
        },
      ],
    },
  },
  { files: ["src/ipc/**"], rules: { "no-restricted-imports": "off" } },
  {
    files: ["src/{app,features,components,session}/**/*.tsx"],
    ignores: ["**/*.test.tsx"],
    plugins: { lingui },
    rules: {
      "lingui/no-unlocalized-strings": [
        "error",
        {
          ignore: [
            "^[^A-Za-z]*$",
            "^(?![A-Z])\\S+$",
            "^[a-z-]+( [a-z-]+)*$",
            "^Tokendesk$",
            "^(C|E|R|PgUp|PgDn|Del|Esc|Ctrl|Shift|Enter|Space|Home|End|Page|Arrow|Escape|Delete|Backspace|Tab)",
          ],
          ignoreNames: [
            {
              regex: {
                pattern:
                  "className|^(id|key|type|role|name|keys|shortcut|slot|variant|size|tone|placement|href|d|viewBox|queryKey|data-.*|aria-(live|relevant|haspopup))$",
              },
            },
          ],
          ignoreFunctions: [
            "console.*",
            "Error",
            "useRef",
            "*.includes",
            "*.startsWith",
            "*.querySelector",
            "command",
            "onEvent",
            "lazily",
          ],
          useTsTypes: false,
        },
      ],
      "lingui/t-call-in-function": "error",
      "lingui/no-expression-in-message": "error",
    },
  },
  {
    files: ["**/*.js", "scripts/**"],
    ...tseslint.configs.disableTypeChecked,
    languageOptions: { globals: globals.node },
  },
);
