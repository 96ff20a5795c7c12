import { lingui } from "@lingui/vite-plugin";
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { linguiMacros } from "./build/linguiMacros.ts";
import { trustedTypes } from "./build/trustedTypes.ts";

// React Aria brings its words in 34 languages; what is none of ours is read in English.
const reactAriaWords = optimizeLocales.vite({ locales: ["en-US", "ko-KR", "zh-CN"] });

export default defineConfig({
  plugins: [linguiMacros(), trustedTypes({ insist: true }), react(), lingui(), reactAriaWords],
  optimizeDeps: { rolldownOptions: { plugins: [trustedTypes({ insist: false })] } },
  clearScreen: false,
  // The address that `tauri dev` loads; loopback only.
  server: { host: "127.0.0.1", port: 1420, strictPort: true },
  preview: { host: "127.0.0.1", port: 1421, strictPort: true },
  build: {
    // WebKitGTK 2.50 speaks what Safari 18 speaks.
    target: "safari18",
    // The content policy allows no inline script or style and no data: fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
  test: {
    environment: "jsdom",
    setupFiles: ["./src/testing/setup.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    css: { modules: { classNameStrategy: "non-scoped" } },
    // Vitest would leave one core to a watching editor.
    maxWorkers: "100%",
    // Generous: the machine may be building something else meanwhile.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
