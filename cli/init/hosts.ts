/** What `telescopic init` knows of the programs that compile a project. */

/** A bundler that reads a file of options; `esbuild` and `bun` are called by a script of the user instead. */
export interface Bundler {
  readonly name: string
  /** The package that a project has when it uses the host. */
  readonly package: string
  /** What the host's file of options is called, before its ending; absent where a script calls the host. */
  readonly config?: string
  /** A command of the host that works without a file of options, so that one may be written. */
  readonly command?: RegExp
}

export const BUNDLERS: readonly Bundler[] = [
  { name: 'vite', package: 'vite', config: 'vite.config', command: /^vite(?:\s|$)/ },
  { name: 'rsbuild', package: '@rsbuild/core', config: 'rsbuild.config', command: /^rsbuild\s/ },
  { name: 'farm', package: '@farmfe/core', config: 'farm.config', command: /^farm(?:\s|$)/ },
  { name: 'webpack', package: 'webpack', config: 'webpack.config', command: /^webpack(?:\s|$)/ },
  { name: 'rspack', package: '@rspack/core', config: 'rspack.config', command: /^rspack(?:\s|$)/ },
  { name: 'rolldown', package: 'rolldown', config: 'rolldown.config' },
  { name: 'rollup', package: 'rollup', config: 'rollup.config' },
  { name: 'esbuild', package: 'esbuild' },
  { name: 'bun', package: 'bun' },
]

export const HOST_NAMES: readonly string[] = [...BUNDLERS.map(({ name }) => name), 'tsc']

export const CONFIG_ENDINGS: readonly string[] = ['.ts', '.mts', '.cts', '.js', '.mjs', '.cjs']

/** Frameworks that have a compiler of their own inside, by their packages. Nobody has tried what it makes of the plugin. */
export const REFUSED: Readonly<Record<string, string>> = {
  next: 'Next.js',
  nuxt: 'Nuxt',
  astro: 'Astro',
  parcel: 'Parcel',
  '@angular/build': 'Angular',
  gatsby: 'Gatsby',
}

/** The entry of the tsconfig, which ts-patch reads with TypeScript 6 and `telescopic tsc` with 7. */
export const TSC_ENTRY = '{ "transform": "telescopic/tsc", "transformProgram": true }'

/** What a user adds by hand to a file that could not be edited. */
export function printSnippet(host: string): string {
  if (host === 'tsc') return `"plugins": [${TSC_ENTRY}]`
  return `import { telescopic } from 'telescopic/${host}'\n…  plugins: [telescopic(), …],`
}
