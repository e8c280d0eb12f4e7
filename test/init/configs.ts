/** Files of options as people write them, and what `telescopic init` makes of them; without `after` it leaves them alone. */
export interface ConfigRow {
  readonly name: string
  readonly host: string
  readonly file: string
  readonly before: string
  readonly after?: string
}

export const CONFIGS: readonly ConfigRow[] = [
  {
    name: 'the template of Vite with React',
    host: 'vite',
    file: 'vite.config.ts',
    before: `import { defineConfig } from 'vite'
import react from '@vitejs/plugin-react'

// https://vite.dev/config/
export default defineConfig({
  plugins: [react()],
})
`,
    after: `import { defineConfig } from 'vite'
import react from '@vitejs/plugin-react'
import { telescopic } from 'telescopic/vite'

// https://vite.dev/config/
export default defineConfig({
  plugins: [telescopic(), react()],
})
`,
  },
  {
    name: 'the template of Vite with Vue: lines, aliases, no comma at the end',
    host: 'vite',
    file: 'vite.config.ts',
    before: `import { fileURLToPath, URL } from 'node:url'

import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'

export default defineConfig({
  plugins: [
    vue(),
    vueDevTools()
  ],
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url))
    },
  },
})
`,
    after: `import { fileURLToPath, URL } from 'node:url'

import { defineConfig } from 'vite'
import vue from '@vitejs/plugin-vue'
import { telescopic } from 'telescopic/vite'

export default defineConfig({
  plugins: [
    telescopic(),
    vue(),
    vueDevTools()
  ],
  resolve: {
    alias: {
      '@': fileURLToPath(new URL('./src', import.meta.url))
    },
  },
})
`,
  },
  {
    name: 'a function of the mode, with double quotes, tabs and semicolons',
    host: 'vite',
    file: 'vite.config.ts',
    before: `import { defineConfig, loadEnv } from "vite";

export default defineConfig(async ({ mode }) => {
\tconst env = loadEnv(mode, process.cwd());
\treturn {
\t\tdefine: { __KEY__: JSON.stringify(env.KEY) },
\t};
});
`,
    after: `import { defineConfig, loadEnv } from "vite";
import { telescopic } from "telescopic/vite";

export default defineConfig(async ({ mode }) => {
\tconst env = loadEnv(mode, process.cwd());
\treturn {
\t\tplugins: [telescopic()],
\t\tdefine: { __KEY__: JSON.stringify(env.KEY) },
\t};
});
`,
  },
  {
    name: 'satisfies, and nothing in it',
    host: 'vite',
    file: 'vite.config.mts',
    before: "import type { UserConfig } from 'vite'\n\nexport default {} satisfies UserConfig\n",
    after:
      "import type { UserConfig } from 'vite'\nimport { telescopic } from 'telescopic/vite'\n\nexport default { plugins: [telescopic()] } satisfies UserConfig\n",
  },
  {
    name: 'no import at all, and comments alone in the options',
    host: 'vite',
    file: 'vite.config.js',
    before: 'export default {\n  // nothing yet\n}\n',
    after:
      "import { telescopic } from 'telescopic/vite'\n\nexport default {\n  plugins: [telescopic()]\n  // nothing yet\n}\n",
  },
  {
    name: 'a list under a name',
    host: 'rollup',
    file: 'rollup.config.mjs',
    before: `import resolve from '@rollup/plugin-node-resolve';
const plugins = [resolve()];
export default { input: 'src/main.js', output: { dir: 'dist' }, plugins };
`,
    after: `import resolve from '@rollup/plugin-node-resolve';
import { telescopic } from 'telescopic/rollup';
const plugins = [telescopic(), resolve()];
export default { input: 'src/main.js', output: { dir: 'dist' }, plugins };
`,
  },
  {
    name: 'options under a name, in line breaks of Windows',
    host: 'rolldown',
    file: 'rolldown.config.ts',
    before:
      "import { defineConfig } from 'rolldown'\r\nconst config = defineConfig({\r\n  input: 'a.ts',\r\n})\r\nexport default config\r\n",
    after:
      "import { defineConfig } from 'rolldown'\r\nimport { telescopic } from 'telescopic/rolldown'\r\nconst config = defineConfig({\r\n  plugins: [telescopic()],\r\n  input: 'a.ts',\r\n})\r\nexport default config\r\n",
  },
  {
    name: 'CommonJS with a directive',
    host: 'webpack',
    file: 'webpack.config.js',
    before: `'use strict'
const path = require('node:path')
const HtmlWebpackPlugin = require('html-webpack-plugin')

module.exports = {
  entry: './src/index.ts', // the program
  output: { path: path.resolve(__dirname, 'dist') },
  plugins: [new HtmlWebpackPlugin({ template: 'index.html' })],
}
`,
    after: `'use strict'
const path = require('node:path')
const HtmlWebpackPlugin = require('html-webpack-plugin')
const { telescopic } = require('telescopic/webpack')

module.exports = {
  entry: './src/index.ts', // the program
  output: { path: path.resolve(__dirname, 'dist') },
  plugins: [telescopic(), new HtmlWebpackPlugin({ template: 'index.html' })],
}
`,
  },
  {
    name: 'CommonJS, a function, no require',
    host: 'rspack',
    file: 'rspack.config.cjs',
    before: "module.exports = (env) => ({ mode: env.mode, entry: './src/a.ts' })\n",
    after:
      "const { telescopic } = require('telescopic/rspack')\n\nmodule.exports = (env) => ({ plugins: [telescopic()], mode: env.mode, entry: './src/a.ts' })\n",
  },
  {
    name: 'an empty list',
    host: 'rsbuild',
    file: 'rsbuild.config.ts',
    before:
      "import { defineConfig } from '@rsbuild/core';\n\nexport default defineConfig({ plugins: [], source: {} });\n",
    after:
      "import { defineConfig } from '@rsbuild/core';\nimport { telescopic } from 'telescopic/rsbuild';\n\nexport default defineConfig({ plugins: [telescopic()], source: {} });\n",
  },
  {
    name: 'names and strings as plugins',
    host: 'farm',
    file: 'farm.config.ts',
    before:
      "import { defineConfig } from '@farmfe/core'\nexport default defineConfig({\n  plugins: ['@farmfe/plugin-react'],\n})\n",
    after:
      "import { defineConfig } from '@farmfe/core'\nimport { telescopic } from 'telescopic/farm'\nexport default defineConfig({\n  plugins: [telescopic(), '@farmfe/plugin-react'],\n})\n",
  },
  {
    name: 'a script, with a #! and a top-level await',
    host: 'esbuild',
    file: 'build.mjs',
    before:
      "#!/usr/bin/env node\nimport * as esbuild from 'esbuild'\n\nawait esbuild.build({\n  entryPoints: ['src/main.ts'],\n  outdir: 'dist',\n})\n",
    after:
      "#!/usr/bin/env node\nimport * as esbuild from 'esbuild'\nimport { telescopic } from 'telescopic/esbuild'\n\nawait esbuild.build({\n  plugins: [telescopic()],\n  entryPoints: ['src/main.ts'],\n  outdir: 'dist',\n})\n",
  },
  {
    name: 'a script that builds or watches with the same options',
    host: 'esbuild',
    file: 'build.cjs',
    before:
      "const { build, context: start } = require('esbuild')\nconst options = { entryPoints: ['a.ts'], plugins: [sass()] }\nif (process.argv[2]) start(options).then((c) => c.watch())\nelse build(options)\n",
    after:
      "const { build, context: start } = require('esbuild')\nconst { telescopic } = require('telescopic/esbuild')\nconst options = { entryPoints: ['a.ts'], plugins: [telescopic(), sass()] }\nif (process.argv[2]) start(options).then((c) => c.watch())\nelse build(options)\n",
  },
  {
    name: 'a script of Bun',
    host: 'bun',
    file: 'build.ts',
    before: "#!/usr/bin/env bun\nawait Bun.build({ entrypoints: ['src/main.ts'], outdir: 'dist' })\n",
    after:
      "#!/usr/bin/env bun\nimport { telescopic } from 'telescopic/bun'\n\nawait Bun.build({ plugins: [telescopic()], entrypoints: ['src/main.ts'], outdir: 'dist' })\n",
  },

  // --- what cannot be told with certainty ---
  {
    name: 'options are merged',
    host: 'vite',
    file: 'vite.config.ts',
    before: "import { mergeConfig } from 'vite'\nimport base from './base'\nexport default mergeConfig(base, {})\n",
  },
  {
    name: 'a spread may hold plugins',
    host: 'vite',
    file: 'vite.config.ts',
    before: "import base from './base'\nexport default { ...base, build: {} }\n",
  },
  {
    name: 'a spread behind the list may take its place',
    host: 'vite',
    file: 'vite.config.ts',
    before: "import base from './base'\nexport default { plugins: [], ...base }\n",
  },
  {
    name: 'the list is what a condition gives',
    host: 'webpack',
    file: 'webpack.config.js',
    before: 'module.exports = { plugins: isProd ? [a()] : [b()] }\n',
  },
  {
    name: 'two programs',
    host: 'rollup',
    file: 'rollup.config.js',
    before: "export default [{ input: 'a.js' }, { input: 'b.js' }]\n",
  },
  {
    name: 'two answers',
    host: 'vite',
    file: 'vite.config.ts',
    before: 'export default ({ command }) => {\n  if (command) return { plugins: [] }\n  return {}\n}\n',
  },
  {
    name: 'the list is set anew further below',
    host: 'webpack',
    file: 'webpack.config.js',
    before: 'const config = { plugins: [] }\nif (x) config.plugins = [y()]\nmodule.exports = config\n',
  },
  {
    name: 'the name is taken',
    host: 'vite',
    file: 'vite.config.ts',
    before: "import telescopic from './mine'\nexport default { plugins: [telescopic()] }\n",
  },
  {
    name: 'options that may change',
    host: 'webpack',
    file: 'webpack.config.js',
    before: 'let config = {}\nmodule.exports = config\n',
  },
  { name: 'no program', host: 'vite', file: 'vite.config.ts', before: 'export default {{ plugins: []\n' },
  { name: 'no options', host: 'vite', file: 'vite.config.ts', before: 'console.log(1)\n' },
  {
    name: 'a synchronous build',
    host: 'esbuild',
    file: 'build.mjs',
    before: "import { buildSync } from 'esbuild'\nbuildSync({ entryPoints: ['a.ts'] })\n",
  },
  {
    name: 'two builds with options of their own',
    host: 'esbuild',
    file: 'build.mjs',
    before: "import { build } from 'esbuild'\nbuild({ entryPoints: ['a.ts'] })\nbuild({ entryPoints: ['b.ts'] })\n",
  },
  {
    name: 'a `build` that is not of esbuild',
    host: 'esbuild',
    file: 'build.mjs',
    before: "import { build } from './mine.js'\nimport { version } from 'esbuild'\nbuild({ version })\n",
  },
]
