// @ts-nocheck: names here are in no catalog of this program
import { tele } from 'telescopic'

/** Calls as a program has them. The benchmark compiles this file as any build with telemetry does, and measures what comes out. */

export const count = (): void => tele.count('hits')

export const countSilenced = (size: number): void => tele.count('silenced', size, { tier: String(size) })

export const countWith = (tier: string, size: number): void => tele.count('hits', 1, { tier, size })

export const countInSpan = (times: number): void =>
  tele('work', (span) => {
    span.set({})
    for (let index = 0; index < times; index++) tele.count('hits')
  })

export const spanSync = (size: number): number => tele('work', () => size + 1)

export const spanWith = (tier: string, size: number): number => tele('work', { tier, size }, () => size + 1)

export const spanAround = (fn: () => number): number => tele('work', () => fn())

export function spanUsing(size: number): number {
  using _span = tele('work')
  return size + 1
}

export const spanAsync = async (fn: () => Promise<number>): Promise<number> =>
  await tele('work', async () => await fn())

/** The same function where nobody has put a span around it. */
export const plainAsync = async (fn: () => Promise<number>): Promise<number> => await (async () => await fn())()
