/** One version for all clients, and one that has all its builds for other machines also on a mirror of npm's registry. */
const rollup = "4.67.4";

/** A project as people have them: React, built by Vite, tested by Vitest, checked by TypeScript and ESLint. */
export const app: Readonly<Record<string, string | object>> = {
  "package.json": {
    name: "app",
    version: "1.0.0",
    private: true,
    type: "module",
    dependencies: { react: "19.1.1", "react-dom": "19.1.1" },
    devDependencies: {
      "@eslint/js": "9.33.0",
      "@testing-library/dom": "10.4.1",
      "@testing-library/react": "16.3.0",
      "@types/react": "19.1.10",
      "@types/react-dom": "19.1.7",
      "@vitejs/plugin-react": "5.0.0",
      eslint: "9.33.0",
      "eslint-plugin-import": "2.32.0",
      "eslint-plugin-react": "7.37.5",
      jsdom: "26.1.0",
      typescript: "5.9.2",
      "typescript-eslint": "8.39.1",
      vite: "7.1.2",
      vitest: "3.2.4",
    },
    overrides: { rollup },
    resolutions: { rollup },
  },
  "pnpm-workspace.yaml": `overrides:\n  rollup: ${rollup}\n`,
  "index.html": '<div id="root"></div><script type="module" src="/src/main.tsx"></script>\n',
  "src/greeting.tsx": "export const Greeting = ({ name }: { name: string }) => <p>Hello {name}</p>;\n",
  "src/main.tsx": [
    'import { createRoot } from "react-dom/client";',
    'import { Greeting } from "./greeting";',
    "",
    'const root = document.getElementById("root");',
    'if (root) createRoot(root).render(<Greeting name="made here" />);',
    "",
  ].join("\n"),
  "src/greeting.test.tsx": [
    "// @vitest-environment jsdom",
    'import { render } from "@testing-library/react";',
    'import { expect, it } from "vitest";',
    'import { Greeting } from "./greeting";',
    "",
    'it("greets", () => {',
    '  expect(render(<Greeting name="ada" />).container.textContent).toBe("Hello ada");',
    "});",
    "",
  ].join("\n"),
  "vite.config.ts": 'import react from "@vitejs/plugin-react";\n\nexport default { plugins: [react()] };\n',
  "tsconfig.json": {
    compilerOptions: {
      target: "es2022",
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["es2022", "dom"],
      jsx: "react-jsx",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
    },
    include: ["src"],
  },
  "eslint.config.js": [
    'import js from "@eslint/js";',
    'import react from "eslint-plugin-react";',
    'import ts from "typescript-eslint";',
    "",
    'const jsx = react.configs.flat["jsx-runtime"];',
    'export default [js.configs.recommended, ...ts.configs.recommended, jsx, { ignores: ["dist"] }];',
    "",
  ].join("\n"),
};

/** What its scripts would be, by what each is checked with. */
export const tools: readonly (readonly string[])[] = [
  ["vite/bin/vite.js", "build"],
  ["vitest/vitest.mjs", "run"],
  ["typescript/bin/tsc"],
  ["eslint/bin/eslint.js", "."],
];
