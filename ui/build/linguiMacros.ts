import { transformAsync } from "@babel/core";
import type { Plugin } from "vite";

/**
 * Expands Lingui's macros at build time. Only files that import a macro pass through Babel,
 * so the rest keeps the fast transform of the bundler.
 */
export function linguiMacros(): Plugin {
  return {
    name: "tokendesk:lingui-macros",
    enforce: "pre",
    async transform(code, id) {
      const file = id.split("?")[0] ?? id;
      if (!/\.tsx?$/.test(file) || file.includes("/node_modules/")) return null;
      if (!/@lingui\/(core|react)\/macro/.test(code)) return null;
      const result = await transformAsync(code, {
        filename: file,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: ["typescript", "jsx"] },
        generatorOpts: { retainLines: true },
        plugins: ["@lingui/babel-plugin-lingui-macro"],
      });
      return result?.code == null ? null : { code: result.code, map: result.map };
    },
  };
}
