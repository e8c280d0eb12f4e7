import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../../runtime/clock.ts'
import { fakeClock } from '../../runtime/testing.ts'

afterEach(() => {
  vi.useRealTimers()
})

describe('the clock of the system', () => {
  it('is in seconds', () => {
    expect(Math.abs(systemClock.wall() - Date.now() / 1000)).toBeLessThan(1)
    expect(Math.abs(systemClock.monotonic() - performance.now() / 1000)).toBeLessThan(1)
  })

  it('does not follow the fake timers of a test runner', () => {
    const [wall, monotonic] = [systemClock.wall(), systemClock.monotonic()]
    vi.useFakeTimers({ now: 0, toFake: ['Date', 'performance'] })
    vi.advanceTimersByTime(3_600_000)
    expect(Date.now()).toBe(3_600_000)
    expect(systemClock.wall() - wall).toBeLessThan(60)
    expect(systemClock.wall() - wall).toBeGreaterThanOrEqual(0)
    expect(systemClock.monotonic() - monotonic).toBeLessThan(60)
    expect(systemClock.monotonic() - monotonic).toBeGreaterThanOrEqual(0)
  })
})

it('the fake clock stands still until told', () => {
  const clock = fakeClock(1, 100)
  clock.advance(2)
  clock.stepWall(-50)
  expect([clock.monotonic(), clock.wall()]).toEqual([3, 52])
})
