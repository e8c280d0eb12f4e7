import { readFileSync, writeFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { printExitTable } from '../docs/print-reliability.ts'
import { runFixture } from './runtime/run-fixture.ts'

/** `docs/reliability.md` promises what a run of it shows. `UPDATE_DOCS=1` writes the table anew. */

const path = new URL('../docs/reliability.md', import.meta.url)
const PLACE = /(?<=<!-- printed: exit -->\n)[\s\S]*?(?=<!-- end -->)/

it('the table of what is kept at the end of a process is what a run prints', async () => {
  const table = `\n${await printExitTable()}\n`
  const page = readFileSync(path, 'utf8')
  expect(page).toMatch(PLACE)
  if (process.env.UPDATE_DOCS === '1') writeFileSync(path, page.replace(PLACE, table))
  expect(readFileSync(path, 'utf8')).toBe(page.replace(PLACE, table))
})

it('ten million spans leave the heap as it was', async () => {
  const soak = (await runFixture('soak.ts', { nodeArgs: ['--expose-gc'] })) as Record<string, number>
  expect(soak).toMatchObject({ recorded: 10_000_000, delivered: 10_000_000, lost: 0, waiting: 0, scopes: 1 })
  expect(soak.queueBytes).toBe(8192 * 53)
  expect(Math.abs(soak.grown!)).toBeLessThan(500_000)
})
