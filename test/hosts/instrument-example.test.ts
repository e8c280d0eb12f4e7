import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'

/** `examples/instrument`, as its page says: built with telemetry and without, and run. */

const run = promisify(execFile)
const root = fileURLToPath(new URL('../../', import.meta.url))
const folder = join(root, 'examples/instrument')
const out = mkdtempSync(join(tmpdir(), 'telescopic-example-'))
afterAll(() => rmSync(out, { recursive: true, maxRetries: 10 }))

async function play(mode: 'on' | 'off') {
  const file = join(out, `${mode}.mjs`)
  await run(process.execPath, [join(folder, 'build.mjs'), mode, file])
  const { stdout } = await run(process.execPath, [file])
  return { bundle: readFileSync(file, 'utf8'), lines: stdout.trim().split('\n') }
}

describe('examples/instrument', () => {
  test('has its types', async () => {
    await run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder])
  })

  test('reports functions that know nothing of telemetry, those of a package too', async () => {
    const { lines } = await play('on')
    expect(lines.filter((line) => !/\d/.test(line))).toEqual([
      'yaml.load',
      'orders.price > orders.store',
      'orders.price > orders.store',
      'orders.price',
      'orders.price > orders.store',
      'orders.price',
    ])
    expect(lines.filter((line) => /\d/.test(line))).toEqual(['6', '6'])
  })

  test('without telemetry nothing is put around anything', async () => {
    const { bundle, lines } = await play('off')
    expect(lines).toEqual(['6', '6'])
    expect(bundle).not.toMatch(/telescopic|orders\.store|_tsite/)
  })
})
