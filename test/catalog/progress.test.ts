import { describe, expect, it } from 'vitest'
import { startProgress } from '../../cli/progress.ts'

function tell(size: number, isTTY: boolean): string {
  let text = ''
  const progress = startProgress(size, { isTTY, write: (more) => (text += more) })
  progress.step('printing')
  progress.done()
  return text
}

describe('progress', () => {
  it('is told where somebody watches long work, and taken away', () =>
    expect(tell(2_000_000, true)).toBe('\r\u001b[2Kprinting …\r\u001b[2K'))
  it('is not told to a log', () => expect(tell(2_000_000, false)).toBe(''))
  it('is not told of short work', () => expect(tell(1000, true)).toBe(''))
})
