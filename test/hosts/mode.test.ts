import { describe, expect, test } from 'vitest'
import { decideMode } from '../../transformer/hosts/mode.ts'

describe('the mode of a build', () => {
  test.each([
    [undefined, {}, 'on', 'neither TELESCOPIC nor NODE_ENV=production says otherwise'],
    [undefined, { NODE_ENV: 'production' }, 'off', 'NODE_ENV is production'],
    [undefined, { NODE_ENV: 'test' }, 'on', 'neither TELESCOPIC nor NODE_ENV=production says otherwise'],
    [undefined, { NODE_ENV: 'production', TELESCOPIC: 'on' }, 'on', 'TELESCOPIC is on'],
    [undefined, { TELESCOPIC: 'off' }, 'off', 'TELESCOPIC is off'],
    [undefined, { TELESCOPIC: '1' }, 'on', 'TELESCOPIC is 1'],
    [undefined, { TELESCOPIC: '0' }, 'off', 'TELESCOPIC is 0'],
    [undefined, { TELESCOPIC: '', NODE_ENV: 'production' }, 'off', 'NODE_ENV is production'],
    [true, { TELESCOPIC: 'off', NODE_ENV: 'production' }, 'on', 'the option `enabled` is true'],
    [false, { TELESCOPIC: 'on' }, 'off', 'the option `enabled` is false'],
  ])('enabled %s, %o: %s', (enabled, env, mode, reason) => {
    expect(decideMode(enabled, env)).toEqual({ mode, reason })
  })

  test.each(['ON', 'true', 'yes', ' off'])('TELESCOPIC=%j is refused, not guessed', (value) => {
    expect(decideMode(undefined, { TELESCOPIC: value })).toMatchObject({ code: 'option-value', severity: 'error' })
  })
})
