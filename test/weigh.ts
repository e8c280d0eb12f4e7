import { gzipSync } from 'node:zlib'
import { type BuildOptions, build, transform } from 'esbuild'
import { parseCatalog } from '../catalog/index.ts'
import { resolveOptimizations } from '../transformer/optimize.ts'
import { createConfig } from '../transformer/options.ts'
import { transformSource } from '../transformer/transform.ts'

/** What of the runtime reaches a bundle, and how much of it each module is. */

const ROOT = new URL('../', import.meta.url).pathname
const ROOM = `${ROOT}runtime`

const CATALOG = `telescopic: 1
scopes:
  hit: { kind: counter, brief: A hit. }
  job: { kind: span, brief: A job. }
`

/** Compiles a program that uses `tele` as a build with telemetry does. */
export function compileProgram(body: string): string {
  const { catalog } = parseCatalog(CATALOG, 'scopes.yaml')
  const config = createConfig({ mode: 'on', catalog, optimize: resolveOptimizations() })
  const { code, diagnostics } = transformSource(`import { tele } from 'telescopic'\n${body}`, 'program.ts', config)
  if (diagnostics.length > 0) throw new Error(JSON.stringify(diagnostics))
  return code
}

export interface Bundle {
  readonly text: string
  /** The modules of which something is in it. */
  readonly inputs: readonly string[]
}

type MinifyOptions = Pick<BuildOptions, 'minify' | 'minifySyntax' | 'minifyIdentifiers'>

/** Bundles a program; names in it are found from the folder of the runtime. */
export async function bundle(contents: string, minify: MinifyOptions = { minify: true }): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    ...minify,
    stdin: { contents, resolveDir: ROOM, loader: 'ts' },
    alias: { 'telescopic/site': `${ROOM}/compiled.ts`, telescopic: `${ROOM}/index.ts` },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    target: 'es2022',
    logLevel: 'error',
    absWorkingDir: ROOT,
  })
  const used = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs))
  return { text: outputFiles[0]!.text.trim(), inputs: used.filter((input) => input !== '<stdin>').sort() }
}

export function countGzipped(text: string): number {
  return gzipSync(text).length
}

/** How many bytes a bundle would be smaller, compressed, without each of its modules. */
export async function weighModules(contents: string): Promise<ReadonlyMap<string, number>> {
  // With its line breaks esbuild says which module a part is of.
  const { text } = await bundle(contents, { minifySyntax: true, minifyIdentifiers: true })
  const parts = text.split(/^\/\/ (?=runtime\/|<stdin>)/m).slice(1)
  const minified = await Promise.all(
    parts.map(async (part) => {
      const end = part.indexOf('\n')
      const { code } = await transform(part.slice(end), { minifyWhitespace: true })
      return { module: part.slice(0, end), code: code.trim() }
    }),
  )
  const join = (some: typeof minified): number => countGzipped(some.map(({ code }) => code).join(''))
  const whole = join(minified)
  const weigh = (one: (typeof minified)[number]): number => whole - join(minified.filter((other) => other !== one))
  return new Map(minified.filter(({ code }) => code !== '').map((one) => [one.module, weigh(one)]))
}
