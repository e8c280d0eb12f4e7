import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'esbuild'
import { rolldown } from 'rolldown'
import type { Difference } from './check.ts'
import { fetchPackage } from './fetch.ts'
import type { CorpusPackage } from './packages.ts'

/** Whole packages through bundlers, with texts that take the place of the files. */

/** Texts by path from the folder of sources; a file that is not in it is read from disk. */
export type Texts = ReadonlyMap<string, string>

const fixture = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

/** What planted code imports, where it is to run. */
export const MODULES: ReadonlyMap<string, string> = new Map([
  ['telescopic', fixture('../../runtime/index.ts')],
  ['telescopic/site', fixture('../../runtime/compiled.ts')],
  ['./telescopic.gen/scopes.js', fixture('../fixtures/specs/scopes.ts')],
  ['./telescopic.gen/names.js', fixture('../fixtures/specs/names.ts')],
  ['./corpus-helper.js', fixture('helper.ts')],
])

const BUNDLERS: Readonly<Record<string, (source: CorpusPackage, texts: Texts) => Promise<string>>> = {
  'esbuild, bundled': (source, texts) => bundleByEsbuild(source, texts, { minify: false }),
  'esbuild --minify, bundled': (source, texts) => bundleByEsbuild(source, texts, { minify: true }),
  'Rolldown, bundled': (source, texts) => bundleByRolldown(source, texts, false),
  'Rolldown minified, bundled': (source, texts) => bundleByRolldown(source, texts, true),
}

/** Bundles both programs by every bundler. */
export async function compareBundles(
  source: CorpusPackage,
  programs: { readonly twin: Texts; readonly off: Texts },
): Promise<{ comparisons: number; differences: Difference[] }> {
  const differences: Difference[] = []
  for (const [printer, bundle] of Object.entries(BUNDLERS)) {
    const expected = await bundle(source, programs.twin)
    const actual = await bundle(source, programs.off).catch((error: unknown) => `error: ${String(error)}`)
    if (actual === expected) continue
    differences.push({ printer, expected, actual })
  }
  return { comparisons: Object.keys(BUNDLERS).length, differences }
}

/** One file with all the modules of a package; with `imports`, what planted code imports is bundled too. */
export async function bundleByEsbuild(
  source: CorpusPackage,
  texts: Texts,
  { minify, imports = false }: { minify: boolean; imports?: boolean },
): Promise<string> {
  const root = join(fetchPackage(source), source.folder)
  const replace: Plugin = {
    name: 'texts of the corpus',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /telescopic|corpus-helper/ }, ({ path }) =>
        imports && MODULES.has(path) ? { path: MODULES.get(path)! } : undefined,
      )
      onLoad({ filter: /\.[cm]?tsx?$/ }, ({ path }) => {
        const text = path.startsWith(root) ? texts.get(path.slice(root.length + 1)) : undefined
        return text === undefined ? undefined : { contents: text, loader: 'default' }
      })
    },
  }
  const entry = join(root, source.entry!)
  const result = await build({
    ...(imports ? { stdin: { contents: entryWithReporter(entry), resolveDir: root } } : { entryPoints: [entry] }),
    absWorkingDir: root,
    bundle: true,
    write: false,
    minify,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    ...(imports && { target: 'es2022', define: source.define ?? {} }),
    tsconfigRaw: { compilerOptions: { experimentalDecorators: source.legacyDecorators ?? false } },
    plugins: [replace],
    logLevel: 'silent',
  })
  return result.outputFiles[0]!.text
}

/** The entry of a program with telemetry: it counts what is recorded, and sums it up in a number that depends on the order. */
function entryWithReporter(entry: string): string {
  return `import { tele } from 'telescopic'
import * as main from ${JSON.stringify(entry)}
export const records = { count: 0, trail: 0 }
const APART = /^(?:start|end)(?:Monotonic|Wall)(?:Time)?S$|^(?:durationS|timeS|traceId|spanId|parentSpanId)$/
const note = (...given) => {
  const text = JSON.stringify(given, (key, value) => APART.test(key) ? undefined : value ?? null)
  for (let at = 0; at < text.length; at++) records.trail = (records.trail * 31 + text.charCodeAt(at)) | 0
  records.count++
}
const reporter = { recordTiming: (scope, _, metadata) => note(scope, metadata), recordMetric: note, recordEvent: note }
tele.configure({ enabled: true, delivery: 'sync', reporters: [reporter] })
export { main }`
}

async function bundleByRolldown(source: CorpusPackage, texts: Texts, minify: boolean): Promise<string> {
  const root = join(fetchPackage(source), source.folder)
  const bundle = await rolldown({
    input: join(root, source.entry!),
    cwd: root,
    external: (id) => !id.startsWith('.') && !id.startsWith('/') && !/^[a-z]:/i.test(id),
    tsconfig: false,
    // `export { Type } from` without `type`: a compiler of single files cannot know.
    shimMissingExports: true,
    transform: { decorator: { legacy: source.legacyDecorators ?? false } },
    plugins: [
      {
        name: 'texts of the corpus',
        load(id) {
          return id.startsWith(root) ? (texts.get(id.slice(root.length + 1)) ?? readFileSync(id, 'utf8')) : undefined
        },
      },
    ],
    logLevel: 'silent',
  })
  const { output } = await bundle.generate({ format: 'esm', minify })
  await bundle.close()
  return output.map((one) => ('code' in one ? one.code : '')).join('\n')
}
