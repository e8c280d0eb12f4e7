import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOSTS } from '../../test/hosts/bundlers.ts'
import { readOutputs } from '../../test/hosts/features.ts'
import type { BuildRequest, Host } from '../../test/hosts/hosts.ts'
import { tsc6, tsc7 } from '../../test/hosts/tsc-hosts.ts'

/** One contender of one host, in a process of its own: `node round.ts <host> <contender> <folder>`. */

const ENABLED = { off: false, on: true }

const [name, contender, root] = process.argv.slice(2) as [string, 'plain' | 'null' | 'off' | 'on', string]
const host = [...HOSTS, tsc6, tsc7].find((one) => name.startsWith(one.name))!
const isIsolated = name.endsWith('isolated')
const plugin = contender === 'plain' ? [] : [contender === 'null' ? {} : { enabled: ENABLED[contender], silent: true }]
const request: BuildRequest = {
  root,
  entries: { main: 'src/index.ts' },
  plugins: plugin,
  isNull: contender === 'null',
  compilerOptions: { module: 'esnext', moduleResolution: 'bundler', ...(isIsolated && { isolatedModules: true }) },
}

const cold = await timeCold(host)
const bytes = readOutputs(root).length
const rebuilds = host.watch && process.argv[5] === 'watch' ? await timeRebuilds(host) : []
process.stdout.write(`\nround: ${JSON.stringify({ cold, bytes, rebuilds })}\n`)
process.exit()

async function timeCold({ build }: Host): Promise<number> {
  rmSync(join(root, 'out'), { recursive: true, force: true })
  const start = performance.now()
  const { errors } = await build(request)
  const ms = performance.now() - start
  if (errors.length > 0) throw new Error(`${name}, ${contender}: ${errors[0]!.text}`)
  return ms
}

/** An edit of one module, from its save to the end of the build. */
async function timeRebuilds(watched: Host): Promise<number[]> {
  const file = join(root, 'src/module-1.ts')
  const before = readFileSync(file, 'utf8')
  const watcher = await watched.watch!(request)
  const times: number[] = []
  try {
    await watcher.next()
    // Watchers get going, and some of them report the first build twice.
    await new Promise((resolve) => setTimeout(resolve, 1000))
    for (let edit = 0; edit < 5; edit++) {
      const start = performance.now()
      writeFileSync(file, `${before}// ${edit}\n`)
      await watcher.next()
      times.push(performance.now() - start)
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
  } finally {
    writeFileSync(file, before)
    await watcher.close()
  }
  return times
}
