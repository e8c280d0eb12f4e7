import { readFileSync, writeFileSync } from 'node:fs'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

/** Shows, in Bun, what Bun has not: `bun drive-bun-lacks.ts maps|watch <folder>`. */

declare const Bun: { build(options: object): Promise<unknown> }

const [what, root] = process.argv.slice(2) as ['maps' | 'watch', string]
const entry = `${root}/src/entry.ts`
const output = `${root}/out/entry.js`
const options = { entrypoints: [entry], outdir: `${root}/out`, target: 'node', sourcemap: 'linked' }

await (what === 'maps' ? tryMaps() : tryWatch())

/** A plugin gives a text and says by a map that its first line is the hundredth of the file. */
async function tryMaps(): Promise<void> {
  writeFileSync(entry, `${'\n'.repeat(99)}console.log('marked')\n`)
  const map = { version: 3, sources: [entry], names: [], mappings: 'AAmGA' }
  const comment = `//# sourceMappingURL=data:application/json;base64,${btoa(JSON.stringify(map))}`
  const loaded = { contents: `console.log('marked')\n${comment}\n`, loader: 'ts', map, sourcemap: map }
  const setup = (build: { onLoad(filter: object, load: () => object): void }): void =>
    build.onLoad({ filter: /entry\.ts$/ }, () => loaded)
  await Bun.build({ ...options, plugins: [{ name: 'moves', setup }] })
  const lines = readFileSync(output, 'utf8').split('\n')
  const line = lines.findIndex((text) => text.includes('marked'))
  const found = originalPositionFor(new TraceMap(readFileSync(`${output}.map`, 'utf8')), { line: line + 1, column: 0 })
  process.stdout.write(`line ${found.line} of the text that the plugin gave\n`)
}

/** A build that watched would keep the process alive, or write the edited text. */
async function tryWatch(): Promise<void> {
  writeFileSync(entry, "console.log('before')\n")
  await Bun.build({ ...options, watch: true, plugins: [] })
  writeFileSync(entry, "console.log('after')\n")
  process.on('exit', () => {
    if (readFileSync(output, 'utf8').includes('before')) process.stdout.write('came to its end\n')
  })
  setTimeout(() => {}, 1000)
}
