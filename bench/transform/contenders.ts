import { readFileSync } from 'node:fs'
import type { OnLoadResult, Plugin } from 'esbuild'

/** What is compared: esbuild by itself and with one plugin. A contender is loaded before its time is taken. */
export const CONTENDERS: Readonly<Record<string, () => Promise<readonly Plugin[]>>> = {
  esbuild: async () => [],
  'onLoad that does nothing': async () => [onSources('nothing', (path) => ({ contents: readFileSync(path) }))],
  'telescopic, on': async () => [await loadOurs(true)],
  'telescopic, off': async () => [await loadOurs(false)],
  '@rollup/plugin-strip': async () => [await loadStrip()],
  'Babel plugin': async () => [await loadBabel()],
}

async function loadOurs(enabled: boolean): Promise<Plugin> {
  const { telescopic } = await import('../../transformer/hosts/esbuild.ts')
  return telescopic({ enabled, silent: true })
}

type Load = (path: string) => OnLoadResult | Promise<OnLoadResult>

function onSources(name: string, load: Load): Plugin {
  return {
    name,
    setup: ({ onLoad }) =>
      onLoad({ filter: /\.ts$/ }, async ({ path }) => ({ loader: 'ts' as const, ...(await load(path)) })),
  }
}

/** Files without the word are handed back as ours are, so that only the removal itself is compared. */
function onHits(name: string, transform: (text: string, path: string) => OnLoadResult | Promise<OnLoadResult>): Plugin {
  return onSources(name, (path) => {
    const bytes = readFileSync(path)
    return bytes.includes('telescopic') ? transform(bytes.toString('utf8'), path) : { contents: bytes }
  })
}

/**
 * Its `transform` hook with Rollup's own parser, as Rollup would call it. It reads JavaScript only, so that esbuild takes
 * the types off first, which Rollup users do too. It deletes statements that are calls, and a function given to one of
 * them with it: less than what is asked for, and wrong for spans.
 */
async function loadStrip(): Promise<Plugin> {
  const [{ default: strip }, { parseAst }, { transform }] = await Promise.all([
    import('@rollup/plugin-strip'),
    import('rollup/parseAst'),
    import('esbuild'),
  ])
  const plugin = (strip as unknown as typeof import('@rollup/plugin-strip').default)({
    include: '**/*.ts',
    functions: ['tele', 'tele.*'],
    sourceMap: false,
  })
  type Hook = (this: object, code: string, id: string) => { code: string } | null
  const hook = plugin.transform as unknown as Hook
  return onHits('strip', async (text, path) => {
    const { code } = await transform(text, { loader: 'ts', target: 'esnext' })
    return { contents: hook.call({ parse: parseAst }, code, path)?.code ?? code, loader: 'js' }
  })
}

/** A Babel plugin as one would write it: by binding, statements go, a function takes the place of its span. */
async function loadBabel(): Promise<Plugin> {
  const { transformSync, types } = await import('@babel/core')
  const { default: typescript } = await import('@babel/preset-typescript')
  const { removeTele } = await import('./babel-plugin.ts')
  return onHits('babel', (text, path) => {
    const result = transformSync(text, {
      filename: path,
      babelrc: false,
      configFile: false,
      compact: false,
      presets: [typescript],
      plugins: [() => removeTele(types)],
    })
    return { contents: result?.code ?? text, loader: 'js' }
  })
}
