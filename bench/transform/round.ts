import { build } from 'esbuild'
import { CONTENDERS } from './contenders.ts'

/** One build of a corpus by one contender, in a process of its own: `node round.ts <contender> <folder>`. */

const [contender, folder] = process.argv.slice(2) as [string, string]
const plugins = [...(await CONTENDERS[contender]!())]
const start = performance.now()
const { outputFiles } = await build({
  absWorkingDir: folder,
  entryPoints: ['index.ts'],
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'esnext',
  external: ['telescopic'],
  logLevel: 'error',
  write: false,
  plugins,
})
const ms = performance.now() - start
process.stdout.write(JSON.stringify({ ms, bytes: outputFiles[0]!.contents.length }))
