import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { HOSTS } from '../../test/hosts/bundlers.ts'
import { readOutputs } from '../../test/hosts/features.ts'
import type { BuildRequest, Host } from '../../test/hosts/hosts.ts'
import { tsc6, tsc7 } from '../../test/hosts/tsc-hosts.ts'
import { listMemorySettings } from '../../transformer/hosts/tsc7-native.ts'

/** One contender of one host, in a process of its own: `node round.ts <host> <contender> <folder>`. */

const ENABLED = { off: false, on: true }

const [name, contender, root] = process.argv.slice(2) as [string, 'plain' | 'null' | 'off' | 'on', string]
const host = [...HOSTS, tsc6, tsc7].find((one) => name.startsWith(one.name))!
const isIsolated = name.endsWith('isolated')

/** tsc 7 has no plugins. Nothing, there, is tsc itself with the settings that `telescopic tsc` gives it. */
const isBare = contender === 'plain' || (contender === 'null' && host === tsc7)
if (contender === 'null' && host === tsc7) Object.assign(process.env, listMemorySettings())
const plugin = isBare ? [] : [contender === 'null' ? {} : { enabled: ENABLED[contender], silent: true }]
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
  // Moved and not removed: a file system that takes new files to be others than those just removed looks for them long.
  if (existsSync(join(root, 'out'))) renameSync(join(root, 'out'), join(root, `.out-${process.pid}`))
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
    for (let edit = 0; edit < 5 && times.reduce((sum, ms) => sum + ms, 0) < 30_000; edit++) {
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
