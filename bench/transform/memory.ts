import { setImmediate } from 'node:timers/promises'
import { parseCatalog } from '../../catalog/index.ts'
import { createConfig } from '../../transformer/options.ts'
import { transformSource } from '../../transformer/transform.ts'
import { CATALOG, generateModule } from './corpus.ts'

/** Memory over many transforms: `node memory.ts <transforms> <transforms between turns of the event loop, or 0>`. */

const [transforms, turn] = process.argv.slice(2).map(Number) as [number, number]
const SAMPLES = 10
const { catalog } = parseCatalog(CATALOG, 'scopes.yaml')
const config = createConfig({ mode: 'off', catalog })
const texts = Array.from({ length: 100 }, (_, index) => generateModule(index, true))
const samples: { readonly done: number; readonly rss: number; readonly heap: number }[] = []

for (let done = 1; done <= transforms; done++) {
  transformSource(texts[done % texts.length]!, `module-${done}.ts`, config)
  if (turn > 0 && done % turn === 0) await setImmediate()
  if (done % Math.ceil(transforms / SAMPLES) === 0) {
    const { rss, heapUsed } = process.memoryUsage()
    samples.push({ done, rss, heap: heapUsed })
  }
}
process.stdout.write(JSON.stringify(samples))
